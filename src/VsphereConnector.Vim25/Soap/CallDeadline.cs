namespace VsphereConnector.Vim25.Soap;

/// <summary>The time limit of one call, beside the caller's own cancellation.</summary>
internal sealed class CallDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _both;

    public CallDeadline(TimeSpan limit, TimeProvider timeProvider, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _timer = new CancellationTokenSource(limit, timeProvider);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
    }

    public CancellationToken Token => _both.Token;

    /// <summary>Starts the time anew: there was progress.</summary>
    public void Restart() => _timer.CancelAfter(_limit);

    /// <summary>Stops the clock while it is the caller's turn.</summary>
    public void Pause() => _timer.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Says what a cancellation was: the caller's, this time limit, or a connection that did not come about.</summary>
    public Exception Explain(OperationCanceledException exception, string action, string authority) =>
        _caller.IsCancellationRequested
            ? new OperationCanceledException(exception.Message, exception, _caller)
            : _timer.IsCancellationRequested
                ? new VimTimeoutException($"{authority} did not answer {action} within {_limit.TotalSeconds:0.#} s. It may have carried it out: look before trying again.", exception)
                : new VimConnectionException($"{authority} did not accept a connection in time ({action}).", exception);

    public void Dispose()
    {
        _both.Dispose();
        _timer.Dispose();
    }
}
