using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>How much of an operation's output is recorded: no more is handed on than its mailbox has room for.</summary>
/// <param name="received">What was recorded before, in bytes.</param>
internal sealed class OutputIntake(long received)
{
    private const int MostUnacknowledged = ChannelLimits.OutputWindowBytes / 2;

    private TaskCompletionSource _acknowledged = NewSignal();
    private long _received = received;

    public long Received => Interlocked.Read(ref _received);

    public void Acknowledge(long length)
    {
        Interlocked.Exchange(ref _received, length);
        Interlocked.Exchange(ref _acknowledged, NewSignal()).TrySetResult();
    }

    /// <summary>Waits until enough of what was handed on, up to this byte, is recorded.</summary>
    public async Task WaitForRoomAsync(long handedOn, CancellationToken cancellationToken)
    {
        while (handedOn - Received > MostUnacknowledged)
        {
            var signal = _acknowledged;
            if (handedOn - Received > MostUnacknowledged)
            {
                await signal.Task.WaitAsync(cancellationToken);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
