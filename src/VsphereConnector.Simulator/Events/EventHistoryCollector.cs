using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Events;

/// <summary>A client's window on the events: a place to read on from, and the latest page.</summary>
internal sealed class EventHistoryCollector : ManagedObject, IDisposable
{
    private const int DefaultPageSize = 10;

    private readonly Lock _gate = new();
    private readonly EventLog _log;
    private readonly EventFilter _filter;
    private readonly ChangeFeed _changes;
    private int _readUpTo;
    private int _pageSize = DefaultPageSize;

    public EventHistoryCollector(string id, EventLog log, EventFilter filter, ChangeFeed changes)
        : base("EventHistoryCollector", id)
    {
        (_log, _filter, _changes) = (log, filter, changes);
        _readUpTo = log.Latest?.Key ?? 0;
        log.Subscribe(this);
    }

    internal override PropertyTable Properties => Table;

    public static PropertyTable<EventHistoryCollector> Table { get; } = new PropertyTable<EventHistoryCollector>("EventHistoryCollector", "HistoryCollector")
        .Value("latestPage", collector => collector.ToArray(collector.LatestPage()));

    public void Rewind() => MoveTo(0);

    public void Reset() => MoveTo(_log.Latest?.Key ?? 0);

    public void SetPageSize(int size)
    {
        _pageSize = size;
        _changes.Publish(this, "latestPage");
    }

    public ValueArray ReadNext(int maximum)
    {
        lock (_gate)
        {
            var page = Matching().Where(e => e.Key > _readUpTo).OrderBy(e => e.Key).Take(maximum).ToList();
            _readUpTo = page.Count > 0 ? page[^1].Key : _readUpTo;
            if (_log.Disorder > 0)
                page.Reverse();
            return ToArray(page);
        }
    }

    public ValueArray ReadPrevious(int maximum)
    {
        lock (_gate)
        {
            var page = Matching().Where(e => e.Key <= _readUpTo).Reverse().Take(maximum).ToList();
            _readUpTo = page.Count > 0 ? page[^1].Key - 1 : _readUpTo;
            return ToArray(page);
        }
    }

    public void Note(SimulatedEvent added)
    {
        if (_filter.Matches(added))
            _changes.Publish(this, "latestPage");
    }

    public void Dispose() => _log.Unsubscribe(this);

    private void MoveTo(int key)
    {
        lock (_gate)
            _readUpTo = key;
    }

    private IEnumerable<SimulatedEvent> Matching() => _log.Snapshot().Where(_filter.Matches);

    private IEnumerable<SimulatedEvent> LatestPage() => Matching().Reverse().Take(_pageSize);

    private ValueArray ToArray(IEnumerable<SimulatedEvent> events) => new("Event", [.. events.Select(_log.ToDataObject)]);
}
