namespace VsphereConnector.Server.Configuration;

/// <summary>Limits that are the same in the configuration and in requests.</summary>
internal static class Limits
{
    /// <summary>The shortest and the longest time-out of an operation.</summary>
    public static readonly TimeSpan TimeoutLeast = TimeSpan.FromSeconds(1), TimeoutMost = TimeSpan.FromHours(24);
}
