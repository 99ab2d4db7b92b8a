using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations;

/// <summary>An operation that runs now, and the ways to stop it.</summary>
internal sealed class RunningOperation : IDisposable
{
    /// <summary>More than any operation needs, and within what a timer can do.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _stopping;
    private readonly Lock _reasonChanging = new();
    private OperationOutcome? _reason;

    public RunningOperation(StartOperation start, TimeSpan timeoutAfter, TimeProvider time)
    {
        Start = start;
        _timeout = new CancellationTokenSource(timeoutAfter, time);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token);
    }

    public StartOperation Start { get; }

    public Task Task { get; set; } = Task.CompletedTask;

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Why it was stopped: the first reason stands; where none was given, the time-out did it.</summary>
    public OperationOutcome StopReason
    {
        get
        {
            lock (_reasonChanging)
            {
                return _reason ?? OperationOutcome.TimedOut;
            }
        }
    }

    public void Stop(OperationOutcome because)
    {
        lock (_reasonChanging)
        {
            _reason ??= _timeout.IsCancellationRequested ? OperationOutcome.TimedOut : because;
        }

        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _timeout.Dispose();
    }
}
