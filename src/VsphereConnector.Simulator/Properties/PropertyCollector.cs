using System.Globalization;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>A session's property collector: its filters, the version of the last answer, and who waits for the next.</summary>
internal sealed class PropertyCollector : ManagedObject, IChangeListener, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<PropertyFilter> _filters = [];
    private readonly ObjectRegistry _objects;
    private readonly ChangeFeed _changes;
    private readonly TimeProvider _time;
    private TaskCompletionSource _changed = NewSignal();
    private List<(PropertyFilter Filter, List<PendingUpdate> Updates)> _lastAnswer = [];
    private int _version;
    private int _cancellations;

    public PropertyCollector(string id, ObjectRegistry objects, ChangeFeed changes, TimeProvider time)
        : base("PropertyCollector", id)
    {
        (_objects, _changes, _time) = (objects, changes, time);
        changes.Subscribe(this);
    }

    internal override PropertyTable Properties => Table;

    private static PropertyTable<PropertyCollector> Table { get; } = new PropertyTable<PropertyCollector>("PropertyCollector")
        .Value("filter", collector => ValueArray.Of(collector.Filters.Select(filter => filter.Reference)));

    /// <summary>The rest of long retrievals, by their token.</summary>
    public ContinuedRetrievals Continued { get; } = new();

    private PropertyFilter[] Filters
    {
        get
        {
            lock (_gate)
                return [.. _filters];
        }
    }

    public void Add(PropertyFilter filter)
    {
        lock (_gate)
        {
            _filters.Add(filter);
            _changed.TrySetResult();
        }
    }

    public void Remove(PropertyFilter filter)
    {
        lock (_gate)
            _filters.Remove(filter);
    }

    public void PropertyChanged(ManagedObject changed, string path)
    {
        lock (_gate)
        {
            var noted = false;
            foreach (var filter in _filters)
                noted |= filter.Note(changed, path);
            if (noted)
                _changed.TrySetResult();
        }
    }

    public void StructureChanged()
    {
        lock (_gate)
        {
            foreach (var filter in _filters)
                filter.MarkStructureChanged();
            _changed.TrySetResult();
        }
    }

    public void CancelWait()
    {
        lock (_gate)
        {
            _cancellations++;
            _changed.TrySetResult();
        }
    }

    /// <summary>The updates since a version; null when the time is over without any.</summary>
    public async Task<DataObject?> WaitAsync(string version, int maximum, TimeSpan? wait, Session caller, CancellationToken cancellation)
    {
        Acknowledge(version);
        var cancellations = _cancellations;
        using var timeout = wait is { } limit && limit > TimeSpan.Zero
            ? new CancellationTokenSource(limit, _time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        while (true)
        {
            if (Collect(maximum, caller, out var signal) is { } updates)
                return updates;
            if (cancellations != _cancellations)
                throw Fault.RequestCanceled();
            if (wait <= TimeSpan.Zero)
                return null;
            await signal.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (timeout.IsCancellationRequested)
                return null;
        }
    }

    /// <summary>Ends with its session, and whoever waits then is told so.</summary>
    public void Dispose()
    {
        _changes.Unsubscribe(this);
        CancelWait();
    }

    /// <summary>The client says which answer it has: none (all anew), the last one, or the one before (the last was lost).</summary>
    private void Acknowledge(string version)
    {
        lock (_gate)
        {
            if (version.Length == 0)
            {
                foreach (var filter in _filters)
                    filter.Reset();
            }
            else if (version == Text(_version - 1) && _version > 1)
            {
                foreach (var (filter, updates) in _lastAnswer)
                    filter.PutBack(updates);
            }
            else if (version != Text(_version) || _version == 0)
            {
                throw Fault.InvalidCollectorVersion();
            }

            _lastAnswer = [];
        }
    }

    private DataObject? Collect(int maximum, Session caller, out Task signal)
    {
        lock (_gate)
        {
            if (_changed.Task.IsCompleted)
                _changed = NewSignal();
            signal = _changed.Task;
            var room = maximum;
            foreach (var filter in _filters)
            {
                filter.Refresh(_objects);
                if (room == 0 || !filter.HasPending)
                    continue;
                var taken = filter.Take(room);
                room -= taken.Count;
                _lastAnswer.Add((filter, taken));
            }

            return _lastAnswer.Count == 0 ? null : Answer(caller);
        }
    }

    private DataObject Answer(Session caller) => new(
        "UpdateSet",
        ("version", Text(++_version)),
        ("filterSet", new ValueArray("PropertyFilterUpdate", [.. _lastAnswer.Select(part => FilterUpdate(part.Filter, part.Updates, caller))])),
        ("truncated", _filters.Exists(filter => filter.HasPending) ? true : null));

    private static DataObject FilterUpdate(PropertyFilter filter, List<PendingUpdate> updates, Session caller) => new(
        "PropertyFilterUpdate",
        ("filter", filter.Reference),
        ("objectSet", new ValueArray("ObjectUpdate", [.. updates.Select(update =>
            PropertyReader.ObjectUpdate(update.Target, update.Kind, update.Paths, caller))])));

    private static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
