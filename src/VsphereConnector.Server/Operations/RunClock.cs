namespace VsphereConnector.Server.Operations;

/// <summary>Ends a run: at its deadline, unless it is paused, or for another reason. The first reason counts.</summary>
internal sealed class RunClock : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset _deadline;
    private DateTimeOffset? _pausedAt;

    public RunClock(DateTimeOffset deadline, TimeProvider time)
    {
        _time = time;
        _deadline = deadline;
        _timer = time.CreateTimer(_ => Stop(StopReason.TimedOut), null, Left(), Timeout.InfiniteTimeSpan);
    }

    public StopReason StopReason { get; private set; }

    public CancellationToken Token => _stop.Token;

    public void Stop(StopReason reason)
    {
        lock (_gate)
        {
            if (StopReason != StopReason.None || (reason == StopReason.TimedOut && _pausedAt is not null))
            {
                return;
            }

            StopReason = reason;
        }

        _stop.Cancel();
    }

    public void Pause()
    {
        lock (_gate)
        {
            _pausedAt ??= _time.GetUtcNow();
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets the time run again and returns the new deadline.</summary>
    public DateTimeOffset Resume()
    {
        lock (_gate)
        {
            if (_pausedAt is { } since)
            {
                _deadline += _time.GetUtcNow() - since;
                _pausedAt = null;
                _timer.Change(Left(), Timeout.InfiniteTimeSpan);
            }

            return _deadline;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
    }

    private TimeSpan Left() => _deadline - _time.GetUtcNow() is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
