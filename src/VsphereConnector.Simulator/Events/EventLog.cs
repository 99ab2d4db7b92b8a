using System.Collections.Immutable;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Events;

/// <summary>One event as it is kept: made into a vim25 value when somebody reads it.</summary>
internal sealed record SimulatedEvent(int Key, string Type, DateTimeOffset CreatedTime, string UserName, ManagedEntity? Entity, string Message)
{
    /// <summary>The fields of an EventEx beyond those of every event.</summary>
    public EventExFields? Extended { get; init; }

    public VirtualMachine? VirtualMachine => Entity as VirtualMachine;

    /// <summary>What a filter compares: the type's name, and for an EventEx its own id.</summary>
    public string TypeId => Extended?.EventTypeId ?? Type;
}

/// <summary>What an EventEx says of itself.</summary>
internal sealed record EventExFields(string EventTypeId, string? Severity, string? Message, IReadOnlyList<(string Key, string? Value)> Arguments, string? ObjectId, string? ObjectType, string? ObjectName);

/// <summary>The events of this vCenter, oldest first, the last 50,000 of them.</summary>
internal sealed class EventLog(InventoryTree inventory, TimeProvider time, Random random)
{
    private const int Capacity = 50_000, LatestBy = 20;

    private readonly List<(SimulatedEvent Event, int WithKey)> _late = [];

    private readonly Lock _gate = new();
    private readonly LinkedList<SimulatedEvent> _events = [];
    private ImmutableArray<EventHistoryCollector> _collectors = [];
    private int _lastKey;

    public SimulatedEvent? Latest
    {
        get
        {
            lock (_gate)
                return _events.Last?.Value;
        }
    }

    /// <summary>
    /// The share of events that are written late, as busy servers do: they have their key and time, but who has read younger ones already
    /// does not get them any more. While it is so, pages are in no order.
    /// </summary>
    public double Disorder
    {
        get;
        set
        {
            lock (_gate)
            {
                field = value;
                WriteLate(int.MaxValue);
            }
        }
    }

    public SimulatedEvent Add(string type, ManagedEntity? entity, string message, string userName = "", EventExFields? extended = null)
    {
        SimulatedEvent added;
        lock (_gate)
        {
            added = new SimulatedEvent(++_lastKey, type, time.GetUtcNow(), userName, entity, message) { Extended = extended };
            if (Disorder > 0 && random.NextDouble() < Disorder)
                _late.Add((added, _lastKey + random.Next(1, LatestBy)));
            else
                _events.AddLast(added);
            WriteLate(_lastKey);
            if (_events.Count > Capacity)
                _events.RemoveFirst();
        }

        foreach (var collector in _collectors)
            collector.Note(added);
        return added;
    }

    public SimulatedEvent AddExtended(string typeId, ManagedEntity entity, string message) =>
        Add("EventEx", entity, message, extended: new EventExFields(typeId, "info", message, [], entity.Reference.Id, entity.Reference.Type, entity.Name));

    public void Subscribe(EventHistoryCollector collector) => ImmutableInterlocked.Update(ref _collectors, list => list.Add(collector));

    public void Unsubscribe(EventHistoryCollector collector) => ImmutableInterlocked.Update(ref _collectors, list => list.Remove(collector));

    public SimulatedEvent[] Snapshot()
    {
        lock (_gate)
            return [.. _events];
    }

    public DataObject ToDataObject(SimulatedEvent e)
    {
        List<(string, object?)> fields =
        [
            ("key", e.Key), ("chainId", e.Key), ("createdTime", e.CreatedTime), ("userName", e.UserName),
            ("datacenter", Argument("DatacenterEventArgument", "datacenter", inventory.Datacenter)),
            ("computeResource", Argument("ComputeResourceEventArgument", "computeResource", e.VirtualMachine?.ResourcePool.Owner)),
            ("host", Argument("HostEventArgument", "host", e.VirtualMachine?.Host)),
            ("vm", Argument("VmEventArgument", "vm", e.VirtualMachine)),
            ("fullFormattedMessage", e.Message),
        ];
        if (e.Extended is { } extended)
            fields.AddRange(ExtendedFields(extended));
        else if (e.VirtualMachine is not null)
            fields.Add(("template", e.VirtualMachine.Options.Template));
        return new DataObject(e.Type, [.. fields]) { IsSubtype = true };
    }

    private void WriteLate(int key)
    {
        foreach (var late in _late.Where(late => late.WithKey <= key).ToList())
        {
            _late.Remove(late);
            _events.AddLast(late.Event);
        }
    }

    private static IEnumerable<(string, object?)> ExtendedFields(EventExFields e) =>
    [
        ("eventTypeId", e.EventTypeId), ("severity", e.Severity), ("message", e.Message),
        ("arguments", new ValueArray("KeyAnyValue", [.. e.Arguments.Select(argument => new DataObject(
            "KeyAnyValue", ("key", argument.Key), ("value", argument.Value is null ? null : new AnyValue(argument.Value))))])),
        ("objectId", e.ObjectId), ("objectType", e.ObjectType), ("objectName", e.ObjectName),
    ];

    private static DataObject? Argument(string type, string name, ManagedEntity? entity) =>
        entity is null ? null : new DataObject(type, ("name", entity.Name), (name, entity.Reference));
}
