using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Local;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Web;

/// <summary>The conversation over one channel after its welcome, until the channel ends.</summary>
/// <param name="channel">Where it takes place.</param>
/// <param name="journal">What is told.</param>
/// <param name="executor">Who carries out what is asked for.</param>
/// <param name="changed">That there may be something to send.</param>
/// <param name="files">Where the output is.</param>
/// <param name="time">The clock.</param>
/// <param name="followed">Where the channel is a local one: the operations that the server follows over it.</param>
internal sealed class ChannelSession(
    WebChannel channel,
    OperationJournal journal,
    OperationExecutor executor,
    ChangeSignal changed,
    IMachineFiles files,
    TimeProvider time,
    LocalOperations? followed = null) : IDisposable
{
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, Delivery> _deliveries = [];
    private readonly Lock _retiring = new();

    /// <summary>Takes up what the server has not been told yet.</summary>
    public void Resume(IEnumerable<Guid> unconfirmed, Welcome welcome)
    {
        foreach (var id in unconfirmed.Where(id => welcome.Only is null || welcome.Only == id))
        {
            if (welcome.Forget.Contains(id))
            {
                journal.Forget(id);
                executor.Confirmed?.Invoke(id);
            }
            else
            {
                _deliveries[id] = NewDelivery(id, welcome.OutputReceived.GetValueOrDefault(id));
            }
        }
    }

    /// <summary>Always ends by an exception: <see cref="ChannelClosedException"/>, a broken connection, or cancellation.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var sendingEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var receivingEnds = new CancellationTokenSource();
        var receiving = ReceiveAsync(receivingEnds.Token);
        var sending = SendAsync(sendingEnds.Token);
        var first = await Task.WhenAny(receiving, sending);

        await sendingEnds.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
        {
            // Before the receiving is cancelled, which breaks the connection.
            await SayGoodbyeAsync();
        }

        await receivingEnds.CancelAsync();
        await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    public void Dispose()
    {
        foreach (var delivery in _deliveries.Values)
        {
            delivery.Dispose();
        }
    }

    private async Task SayGoodbyeAsync()
    {
        using var timeout = new CancellationTokenSource(GoodbyeTimeout, time);
        await channel.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "The connector goes.", timeout.Token);
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Handle(await channel.ReceiveAsync(cancellationToken));
            changed.Set();
        }
    }

    private void Handle(ChannelMessage message)
    {
        switch (message)
        {
            case StartOperation start:
                followed?.Add(start.OperationId);
                executor.Start(start);
                Tell(start.OperationId, delivery => delivery.Repeat());
                break;
            case UnknownOperation unknown:
                executor.Refuse(unknown.OperationId, OperationErrors.NotSupported(unknown.Kind));
                Tell(unknown.OperationId, delivery => delivery.Repeat());
                break;
            case CancelOperation cancel:
                executor.Cancel(cancel.OperationId);
                Tell(cancel.OperationId, delivery => delivery.RepeatEnd());
                break;
            case OutputReceived received when _deliveries.TryGetValue(received.OperationId, out var delivery):
                delivery.Window.Acknowledge(received.Length);
                break;
            case FinishReceived received:
                Confirm(received.OperationId);
                break;
        }
    }

    /// <summary>Has the server told about an operation, if the journal knows it.</summary>
    private void Tell(Guid operationId, Action<Delivery> what)
    {
        lock (_retiring)
        {
            if (journal.Find(operationId) is not null)
            {
                what(_deliveries.GetOrAdd(operationId, id => NewDelivery(id, received: 0)));
            }
        }
    }

    /// <summary>True where nothing is left to be told; not while the server asks anew.</summary>
    private bool TryRetire(Guid operationId, Delivery delivery)
    {
        lock (_retiring)
        {
            if (!delivery.IsConfirmed)
            {
                return false;
            }

            _deliveries.TryRemove(operationId, out _);
        }

        delivery.Dispose();
        return true;
    }

    private void Confirm(Guid operationId)
    {
        executor.Confirm(operationId);
        followed?.Remove(operationId);
        if (_deliveries.TryGetValue(operationId, out var delivery))
        {
            delivery.Confirm();
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await SendDueAsync(cancellationToken);
            await changed.WaitAsync(cancellationToken);
        }
    }

    private async Task SendDueAsync(CancellationToken cancellationToken)
    {
        if (_deliveries.IsEmpty)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(ChannelLimits.MaximumOutputBytes);
        try
        {
            foreach (var (id, delivery) in _deliveries)
            {
                if (!TryRetire(id, delivery))
                {
                    await delivery.SendDueAsync(channel, buffer, cancellationToken);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Delivery NewDelivery(Guid operationId, long received) => new(operationId, received, journal, files);
}
