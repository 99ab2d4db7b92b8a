using System.Data.Common;
using System.Text.Json;
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
            INSERT INTO fleet_history (at, connected, disconnected, installed, versions, channels)
            SELECT @at, COUNT(*) FILTER (WHERE state = 'Connected'), COUNT(*) FILTER (WHERE state = 'Disconnected'), COUNT(*),
                (SELECT json_group_object(version, connectors) FROM (SELECT version, COUNT(*) AS connectors FROM connectors GROUP BY version)),
                json_object(@web, COUNT(*) FILTER (WHERE state = 'Connected'))
            FROM connectors WHERE true
            ON CONFLICT (at) DO NOTHING
            """,
            new { at, web = FleetOverview.WebChannel });
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
        [.. connection.Query<SampleRow>("SELECT * FROM fleet_history WHERE at >= @since ORDER BY at", new { since = now - Kept }).Select(row => row.Sample)];

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan interval) =>
        new(time.UtcTicks - (time.UtcTicks % interval.Ticks), TimeSpan.Zero);

    private sealed record SampleRow
    {
        public required DateTimeOffset At { get; init; }

        public required long Connected { get; init; }

        public required long Disconnected { get; init; }

        public required long Installed { get; init; }

        public required JsonElement Versions { get; init; }

        public required JsonElement Channels { get; init; }

        public FleetSample Sample => new()
        {
            At = At,
            Connected = Connected,
            Disconnected = Disconnected,
            Installed = Installed,
            Versions = Counts(Versions),
            Channels = Counts(Channels),
        };

        private static Dictionary<string, long> Counts(JsonElement json) =>
            json.EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt64());
    }
}

/// <summary>How many connectors there were at a time.</summary>
internal sealed record FleetSample
{
    public required DateTimeOffset At { get; init; }

    public required long Connected { get; init; }

    public required long Disconnected { get; init; }

    /// <summary>All that have enrolled, connected or not.</summary>
    public required long Installed { get; init; }

    /// <summary>The same by version; empty in samples of servers that did not count them yet.</summary>
    public required IReadOnlyDictionary<string, long> Versions { get; init; }

    /// <summary>Those that operations reach by a channel, by that channel; empty as above.</summary>
    public required IReadOnlyDictionary<string, long> Channels { get; init; }
}
