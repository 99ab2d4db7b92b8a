using System.Data.Common;
using Dapper;

namespace VsphereConnector.Server.Fleet;

/// <summary>How many connectors there were, sampled: each few minutes for a day, each hour for a month.</summary>
internal static class FleetHistory
{
    /// <summary>How far apart the samples of the last day are.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>How long all of them are kept; after that only the first of each hour is.</summary>
    public static readonly TimeSpan Detailed = TimeSpan.FromDays(1);

    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private static readonly TimeSpan Coarse = TimeSpan.FromHours(1);

    /// <summary>Records how it is now, unless this interval has its sample already, and thins out what has become old.</summary>
    /// <returns>Whether it was recorded.</returns>
    public static bool Record(DbConnection connection, DateTimeOffset now)
    {
        var at = Floor(now, Interval);
        var recorded = connection.Execute(
            """
            INSERT INTO fleet_history (at, connected, disconnected, installed)
            SELECT @at, COUNT(*) FILTER (WHERE state = 'Connected'), COUNT(*) FILTER (WHERE state = 'Disconnected'), COUNT(*)
            FROM connectors WHERE true
            ON CONFLICT (at) DO NOTHING
            """,
            new { at });
        connection.Execute(
            """
            DELETE FROM fleet_history WHERE at < @kept;
            DELETE FROM fleet_history WHERE at < @detailed AND at NOT IN (
                SELECT MIN(at) FROM fleet_history WHERE at < @detailed GROUP BY at / @hour)
            """,
            new { kept = now - Kept, detailed = Floor(now - Detailed, Coarse), hour = (long)Coarse.TotalMilliseconds });
        return recorded == 1;
    }

    /// <summary>All samples, oldest first: about a thousand at most.</summary>
    public static IReadOnlyList<FleetSample> Read(DbConnection connection, DateTimeOffset now) =>
        [.. connection.Query<FleetSample>(
            "SELECT at, connected, disconnected, installed FROM fleet_history WHERE at >= @since ORDER BY at", new { since = now - Kept })];

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan interval) =>
        new(time.UtcTicks - (time.UtcTicks % interval.Ticks), TimeSpan.Zero);
}

/// <summary>How many connectors there were at a time.</summary>
internal sealed record FleetSample
{
    public required DateTimeOffset At { get; init; }

    public required long Connected { get; init; }

    public required long Disconnected { get; init; }

    /// <summary>All that have enrolled, connected or not.</summary>
    public required long Installed { get; init; }
}
