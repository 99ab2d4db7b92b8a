namespace VsphereConnector.Connector.Network;

/// <summary>How long to wait before the next attempt: exponential, with full jitter, so that thousands do not come back at once.</summary>
internal static class BackOff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <param name="failures">How many attempts have failed in a row, counted from 0.</param>
    /// <param name="chance">Evenly spread in [0, 1).</param>
    public static TimeSpan Delay(int failures, double chance) => Ceiling(failures) * chance;

    /// <summary>The longest delay after so many failures.</summary>
    public static TimeSpan Ceiling(int failures)
    {
        var seconds = First.TotalSeconds * Math.Pow(2, failures);
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }
}
