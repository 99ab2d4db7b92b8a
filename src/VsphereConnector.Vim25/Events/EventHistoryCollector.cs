using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Events;

/// <summary>
/// Pages through events (vSphere's <c>EventHistoryCollector</c>). It stands at the newest event at first: rewind it to read from the oldest.
/// Disposing it destroys it on the server (<c>DestroyCollector</c>).
/// </summary>
public sealed class EventHistoryCollector : IAsyncDisposable
{
    private readonly VimClient _client;

    internal EventHistoryCollector(VimClient client, ManagedObjectReference reference) => (_client, Reference) = (client, reference);

    /// <summary>The collector's reference; its property <c>latestPage</c> can be watched, as a wake-up only: it drops events.</summary>
    public ManagedObjectReference Reference { get; }

    /// <summary>Goes to the oldest event (<c>RewindCollector</c>).</summary>
    public Task RewindCollectorAsync(CancellationToken cancellationToken = default) => _client.InvokeAsync(Reference, "RewindCollector", null, cancellationToken);

    /// <summary>Goes to the newest event (<c>ResetCollector</c>).</summary>
    public Task ResetCollectorAsync(CancellationToken cancellationToken = default) => _client.InvokeAsync(Reference, "ResetCollector", null, cancellationToken);

    /// <summary>Reads on towards the newest event (<c>ReadNextEvents</c>); empty at the end.</summary>
    /// <param name="maxCount">The most events, 1 to 1000.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<IReadOnlyList<VimEvent>> ReadNextEventsAsync(int maxCount, CancellationToken cancellationToken = default) =>
        ReadAsync("ReadNextEvents", maxCount, cancellationToken);

    /// <summary>Reads on towards the oldest event (<c>ReadPreviousEvents</c>); empty at the end.</summary>
    /// <param name="maxCount">The most events, 1 to 1000.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<IReadOnlyList<VimEvent>> ReadPreviousEventsAsync(int maxCount, CancellationToken cancellationToken = default) =>
        ReadAsync("ReadPreviousEvents", maxCount, cancellationToken);

    /// <summary>Reads the newest events (property <c>latestPage</c>), in no order.</summary>
    public async Task<IReadOnlyList<VimEvent>> GetLatestPageAsync(CancellationToken cancellationToken = default)
    {
        var content = await _client.PropertyCollector.RetrieveAsync(Reference, ["latestPage"], cancellationToken).ConfigureAwait(false);
        return VimEvent.FromList(content["latestPage"]);
    }

    /// <summary>Sets how many events <c>latestPage</c> holds (<c>SetCollectorPageSize</c>).</summary>
    public Task SetCollectorPageSizeAsync(int maxCount, CancellationToken cancellationToken = default) =>
        _client.InvokeAsync(Reference, "SetCollectorPageSize", arguments => arguments.Write("maxCount", maxCount), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(_client.ReleaseAsync(Reference, "DestroyCollector"));

    private async Task<IReadOnlyList<VimEvent>> ReadAsync(string method, int maxCount, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, 1000);
        var events = await _client.InvokeAsync(Reference, method, arguments => arguments.Write("maxCount", maxCount), cancellationToken).ConfigureAwait(false);
        return VimEvent.FromList(events);
    }
}
