namespace VsphereConnector.Server.Operations;

/// <summary>Growing waits: <paramref name="First"/>, then twice as long each time, never more than <paramref name="Most"/>.</summary>
internal sealed record RetrySchedule(TimeSpan First, TimeSpan Most)
{
    /// <summary>1, 2, 4, 8 … 60 seconds.</summary>
    public static RetrySchedule Default { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    /// <summary>How long to wait after the <paramref name="failures"/>th failure in a row (from 1).</summary>
    public TimeSpan Delay(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var ticks = First.Ticks * Math.Pow(2, failures - 1);
        return ticks >= Most.Ticks ? Most : TimeSpan.FromTicks((long)ticks);
    }
}
