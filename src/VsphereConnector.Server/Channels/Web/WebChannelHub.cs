using System.Collections.Concurrent;
using System.Net.WebSockets;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>The open channels: one for each connector.</summary>
internal sealed class WebChannelHub(TimeProvider time)
{
    /// <summary>After this long a channel has answered a ping, or was found dead and closed.</summary>
    public static readonly TimeSpan ProofOfLife = ChannelLimits.KeepAliveInterval + ChannelLimits.KeepAliveTimeout + TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, WebChannel> _admitted = new();
    private readonly ConcurrentDictionary<Guid, WebChannel> _open = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _gone = new();
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<WebChannel>> _awaited = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many channels are open.</summary>
    public int Count => _open.Count;

    /// <summary>The open channel of a connector; null where there is none.</summary>
    public WebChannel? Find(Guid connectorId) => _open.GetValueOrDefault(connectorId);

    /// <summary>Since when a connector has no open channel: at the earliest since the start of this server.</summary>
    public DateTimeOffset GoneSince(Guid connectorId) => _gone.GetValueOrDefault(connectorId, _started);

    /// <summary>
    /// Lets a newcomer in. A channel of the same process gives way to it, and so does one with an older certificate. The channel of another
    /// process stays where it answers a ping within the keep-alive time: then two have one identity, and the newcomer is refused.
    /// </summary>
    /// <returns>False where the newcomer is refused.</returns>
    public async Task<bool> AdmitAsync(WebChannel newcomer, CancellationToken cancellationToken)
    {
        while (!_admitted.TryAdd(newcomer.Connector.Id, newcomer))
        {
            if (!_admitted.TryGetValue(newcomer.Connector.Id, out var holder))
            {
                continue;
            }

            if (holder.ProcessInstance == newcomer.ProcessInstance)
            {
                await holder.CloseAsync(ChannelCloseCodes.Replaced, "A newer channel of this process took over.", time);
                await holder.Closed.WaitAsync(cancellationToken);
            }
            else if (newcomer.IsRenewed && holder.Serial != newcomer.Serial)
            {
                await holder.CloseAsync(ChannelCloseCodes.Unknown, "The connector was enrolled anew.", time);
                await holder.Closed.WaitAsync(cancellationToken);
            }
            else if (!await HasClosedAsync(holder, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>From here on operations go over this channel.</summary>
    public void Open(WebChannel channel)
    {
        _open[channel.Connector.Id] = channel;
        _gone.TryRemove(channel.Connector.Id, out _);
        if (_awaited.TryRemove(channel.Connector.InstanceUuid, out var waiting))
        {
            waiting.TrySetResult(channel);
        }
    }

    /// <summary>The connection of this channel has ended.</summary>
    public void Remove(WebChannel channel)
    {
        if (_open.TryRemove(KeyValuePair.Create(channel.Connector.Id, channel)))
        {
            _gone[channel.Connector.Id] = time.GetUtcNow();
        }

        _admitted.TryRemove(KeyValuePair.Create(channel.Connector.Id, channel));
        channel.MarkClosed();
    }

    /// <summary>Completes with the next channel that the connector of this virtual machine opens.</summary>
    public Task<WebChannel> NextAsync(string instanceUuid) =>
        _awaited.GetOrAdd(instanceUuid, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Closes all channels because the server ends; connectors come back after their back-off.</summary>
    public Task CloseAllAsync() => Task.WhenAll(_admitted.Values.Select(
        channel => channel.CloseAsync((int)WebSocketCloseStatus.EndpointUnavailable, "The server is shutting down.", time)));

    /// <summary>A newcomer may give up and come again while it waits; the time since its first claim counts.</summary>
    private async Task<bool> HasClosedAsync(WebChannel holder, CancellationToken cancellationToken)
    {
        var left = ProofOfLife - holder.Contest(time.GetUtcNow(), ProofOfLife);
        try
        {
            await holder.Closed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
