using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Events;

/// <summary>Events: read by queries and collectors, written by PostEvent.</summary>
internal sealed class EventManager(EventLog log, ObjectRegistry objects, ChangeFeed changes) : ManagedObject("EventManager", "EventManager")
{
    private const int MaximumPage = 1000;
    private const int MaximumCollectors = 32;
    private int _lastId;

    internal override PropertyTable Properties => Table;

    private static PropertyTable<EventManager> Table { get; } = new PropertyTable<EventManager>("EventManager")
        .Value("latestEvent", manager => manager.Latest())
        .Value("maxCollector", _ => MaximumCollectors);

    public void AddTo(MethodTable methods)
    {
        methods.Add("QueryEvents", QueryEvents);
        methods.Add("PostEvent", PostEvent, privilege: "Global.LogEvent");
        methods.Add("CreateCollectorForEvents", CreateCollector);
        methods.Add("RewindCollector", call => Do(call, collector => collector.Rewind()));
        methods.Add("ResetCollector", call => Do(call, collector => collector.Reset()));
        methods.Add("SetCollectorPageSize", call => Do(call, collector => collector.SetPageSize(Count(call))));
        methods.Add("ReadNextEvents", call => call.On<EventHistoryCollector>().ReadNext(Count(call)));
        methods.Add("ReadPreviousEvents", call => call.On<EventHistoryCollector>().ReadPrevious(Count(call)));
        methods.Add("DestroyCollector", DestroyCollector);
    }

    private DataObject? Latest() => log.Latest is { } latest ? log.ToDataObject(latest) : null;

    private ValueArray QueryEvents(SoapCall call)
    {
        var filter = new EventFilter(call.Arguments.Required("filter"));
        return new ValueArray("Event", [.. log.Snapshot().Where(filter.Matches).Take(Math.Min(filter.MaximumCount, MaximumPage)).Select(log.ToDataObject)]);
    }

    private object? PostEvent(SoapCall call)
    {
        var posted = call.Arguments.Required("eventToPost");
        var type = posted.XsiType ?? throw Fault.InvalidArgument("eventToPost", "The event's xsi:type is missing.");
        var vm = posted.Find("vm")?.Reference("vm") is { } reference ? objects.Find(reference.Id) as ManagedEntity : null;
        var extended = type == "EventEx" ? Extended(posted) : null;
        if (vm is null && extended?.ObjectId is { } objectId)
            vm = objects.Find(objectId) as ManagedEntity;
        var message = extended?.Message ?? posted.String("message") ?? posted.String("fullFormattedMessage") ?? "";
        log.Add(type, vm, message, posted.String("userName") is { Length: > 0 } user ? user : call.Session.UserName, extended);
        return null;
    }

    private static EventExFields Extended(SoapElement e) => new(
        e.RequiredString("eventTypeId"),
        e.String("severity"),
        e.String("message"),
        [.. e.All("arguments").Select(argument => (argument.RequiredString("key"), argument.String("value")))],
        e.String("objectId"),
        e.String("objectType"),
        e.String("objectName"));

    private ManagedObjectReference CreateCollector(SoapCall call)
    {
        if (call.Session.Owned.Values.OfType<EventHistoryCollector>().Count() == MaximumCollectors)
            throw Fault.InvalidState($"A session has at most {MaximumCollectors} collectors.");
        var id = $"session[{call.Session.Key}]events-{Interlocked.Increment(ref _lastId)}";
        var collector = objects.Add(new EventHistoryCollector(id, log, new EventFilter(call.Arguments.Required("filter")), changes));
        call.Session.Owned[id] = collector;
        return collector.Reference;
    }

    private object? DestroyCollector(SoapCall call)
    {
        var collector = call.On<EventHistoryCollector>();
        objects.Remove(collector);
        call.Session.Owned.TryRemove(collector.Reference.Id, out _);
        collector.Dispose();
        return null;
    }

    private static object? Do(SoapCall call, Action<EventHistoryCollector> action)
    {
        action(call.On<EventHistoryCollector>());
        return null;
    }

    private static int Count(SoapCall call) => call.Arguments.Int("maxCount") switch
    {
        null => throw Fault.InvalidArgument("maxCount", "maxCount is missing."),
        < 1 or > MaximumPage => throw Fault.InvalidArgument("maxCount", $"maxCount must be from 1 to {MaximumPage}."),
        { } count => count,
    };
}
