using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Events;

/// <summary>Reads and posts events (vSphere's <c>EventManager</c>).</summary>
public sealed class EventManager
{
    private readonly VimClient _client;

    internal EventManager(VimClient client) => _client = client;

    private ManagedObjectReference Self => _client.Require(_client.ServiceContent.EventManager, "EventManager");

    /// <summary>Makes a collector of the events that pass a filter (<c>CreateCollectorForEvents</c>). A session may have 32: dispose it.</summary>
    public async Task<EventHistoryCollector> CreateCollectorForEventsAsync(EventFilterSpec filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var collector = await _client
            .InvokeAsync(Self, "CreateCollectorForEvents", arguments => arguments.WriteObject("filter", null, filter.WriteTo), cancellationToken)
            .ConfigureAwait(false);
        return new EventHistoryCollector(_client, collector.AsReference() ?? throw new VimProtocolException("CreateCollectorForEvents gave no collector."));
    }

    /// <summary>Reads the events that pass a filter, at once (<c>QueryEvents</c>). The server cuts long answers: use a collector for many.</summary>
    public async Task<IReadOnlyList<VimEvent>> QueryEventsAsync(EventFilterSpec filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var events = await _client
            .InvokeAsync(Self, "QueryEvents", arguments => arguments.WriteObject("filter", null, filter.WriteTo), cancellationToken)
            .ConfigureAwait(false);
        return VimEvent.FromList(events);
    }

    /// <summary>Posts an event of an extension (<c>PostEvent</c>).</summary>
    public Task PostEventAsync(EventEx eventToPost, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventToPost);
        var now = _client.TimeProvider.GetUtcNow();
        return _client.InvokeAsync(
            Self, "PostEvent", arguments => arguments.WriteObject("eventToPost", "EventEx", writer => eventToPost.WriteTo(writer, now)), cancellationToken);
    }
}
