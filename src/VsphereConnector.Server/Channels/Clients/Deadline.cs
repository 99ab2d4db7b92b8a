namespace VsphereConnector.Server.Channels.Clients;

/// <summary>The time limits of one piece of work, beside its caller's cancellation.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan _idleLimit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _total;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _any;

    public Deadline(TimeSpan total, TimeSpan idle, TimeProvider time, CancellationToken caller)
    {
        _idleLimit = idle;
        _caller = caller;
        _total = new CancellationTokenSource(total, time);
        _idle = new CancellationTokenSource(idle, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_total.Token, _idle.Token, caller);
    }

    public CancellationToken Token => _any.Token;

    /// <summary>Whether time ran out, and not the caller's patience.</summary>
    public bool HasPassed => !_caller.IsCancellationRequested && (_total.IsCancellationRequested || _idle.IsCancellationRequested);

    public bool WasIdle => _idle.IsCancellationRequested;

    /// <summary>There was progress.</summary>
    public void Restart() => _idle.CancelAfter(_idleLimit);

    public void Dispose()
    {
        _any.Dispose();
        _idle.Dispose();
        _total.Dispose();
    }
}
