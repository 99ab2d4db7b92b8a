using System.Collections.Concurrent;
using System.Threading.Channels;

namespace VsphereConnector.Server.Operations;

/// <summary>
/// Tells those in this process who wait for something in the ledger that it is worth looking. A signal carries no data and may be
/// merged with others: the ledger itself is what is read.
/// </summary>
internal sealed class OperationSignals
{
    private readonly ConcurrentDictionary<Subscription, Guid?> _subscriptions = new();
    private readonly Channel<bool> _work = NewSignal();

    private readonly Channel<Guid> _cancellations = Channel.CreateBounded<Guid>(
        new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Operations that are to be cancelled. What is dropped here is found when leases are renewed.</summary>
    public ChannelReader<Guid> Cancellations => _cancellations.Reader;

    /// <summary>There may be something to claim.</summary>
    public ChannelReader<bool> WorkAvailable => _work.Reader;

    public void SignalWork() => _work.Writer.TryWrite(true);

    public void SignalCancel(Guid id) => _cancellations.Writer.TryWrite(id);

    /// <summary>There is a new event of <paramref name="id"/>.</summary>
    public void SignalEvent(Guid id)
    {
        foreach (var (subscription, wanted) in _subscriptions)
        {
            if (wanted is null || wanted == id)
            {
                subscription.Signal.Writer.TryWrite(true);
            }
        }
    }

    /// <summary>Signals of events of one operation, or of all, until it is disposed.</summary>
    public Subscription Subscribe(Guid? id)
    {
        var subscription = new Subscription(this);
        _subscriptions[subscription] = id;
        return subscription;
    }

    private static Channel<bool> NewSignal() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>One reader's signal.</summary>
    internal sealed class Subscription(OperationSignals owner) : IDisposable
    {
        public Channel<bool> Signal { get; } = NewSignal();

        public void Dispose() => owner._subscriptions.TryRemove(this, out _);
    }
}
