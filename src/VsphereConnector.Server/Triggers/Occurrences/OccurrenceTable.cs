using System.Data.Common;
using System.Text.Json;
using Dapper;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Occurrences;

/// <summary>The statements on the table of occurrences and on how far events have been read.</summary>
internal static class OccurrenceTable
{
    /// <summary>
    /// How far apart the power-on event and the boot time of one power-on may be: two services tell them, by two clocks.
    /// </summary>
    private static readonly TimeSpan SamePowerOn = TimeSpan.FromMinutes(2);

    /// <summary>Records what is not recorded yet; how many that were.</summary>
    public static int Add(DbConnection connection, IEnumerable<Occurrence> occurrences, DateTimeOffset now) =>
        occurrences.Count(occurrence => connection.Execute(
            """
            INSERT INTO occurrences (vcenter_id, key, vcenter, kind, mo_ref, name, at, seen_at, rule_id, not_before)
            VALUES (@VCenterId, @Key, @VCenter, @Kind, @MoRef, @Name, @At, @now, @RuleId, @now)
            ON CONFLICT (vcenter_id, key) DO NOTHING
            """,
            new
            {
                occurrence.VCenterId,
                occurrence.Key,
                occurrence.VCenter,
                Kind = occurrence.Kind.ToString(),
                occurrence.MoRef,
                occurrence.Name,
                occurrence.At,
                occurrence.RuleId,
                now,
            }) == 1);

    /// <summary>Whether a power-on of the machine at about this time is recorded, under a key that begins so.</summary>
    public static bool HasPowerOn(DbConnection connection, string vCenterId, string moRef, DateTimeOffset at, string keyPrefix) =>
        connection.QuerySingle<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM occurrences WHERE vcenter_id = @vCenterId AND mo_ref = @moRef AND kind = 'PoweredOn'
                AND key LIKE @pattern AND at BETWEEN @from AND @to)
            """,
            new { vCenterId, moRef, pattern = keyPrefix + "%", from = at - SamePowerOn, to = at + SamePowerOn });

    /// <summary>What no rule has judged yet and is due, in these vCenters, oldest first.</summary>
    public static IReadOnlyList<Occurrence> Open(DbConnection connection, IReadOnlyCollection<string> vCenters, DateTimeOffset now, int limit) =>
        [.. connection.Query<OccurrenceRow>(
            """
            SELECT * FROM occurrences WHERE judged_at IS NULL AND not_before <= @now AND vcenter IN @vCenters ORDER BY sequence LIMIT @limit
            """,
            new { vCenters, now, limit }).Select(row => row.ToOccurrence())];

    /// <summary>Notes what the rules made of it: with that it is dealt with. False where somebody else has.</summary>
    public static bool Judge(DbConnection connection, long sequence, IReadOnlyList<OccurrenceDecision> decisions, DateTimeOffset now) =>
        connection.Execute(
            "UPDATE occurrences SET judged_at = @now, decisions = @text WHERE sequence = @sequence AND judged_at IS NULL",
            new { sequence, now, text = JsonSerializer.Serialize(decisions, ApiJson.Options) }) == 1;

    /// <summary>It cannot be judged yet.</summary>
    public static void Postpone(DbConnection connection, long sequence, DateTimeOffset notBefore) =>
        connection.Execute("UPDATE occurrences SET not_before = @notBefore WHERE sequence = @sequence", new { sequence, notBefore });

    /// <summary>What happened to a machine last, newest first, with what the rules made of it.</summary>
    public static IReadOnlyList<(Occurrence Occurrence, IReadOnlyList<OccurrenceDecision>? Decisions)> OfMachine(
        DbConnection connection, string vCenterId, string moRef, int limit) =>
        [.. connection.Query<OccurrenceRow>(
            "SELECT * FROM occurrences WHERE vcenter_id = @vCenterId AND mo_ref = @moRef ORDER BY sequence DESC LIMIT @limit",
            new { vCenterId, moRef, limit }).Select(row => (row.ToOccurrence(), row.ToDecisions()))];

    /// <summary>How many wait to be judged, by vCenter.</summary>
    public static IReadOnlyDictionary<string, long> CountOpen(DbConnection connection) =>
        connection.Query<(string VCenter, long Count)>("SELECT vcenter, COUNT(*) FROM occurrences WHERE judged_at IS NULL GROUP BY vcenter")
            .ToDictionary(row => row.VCenter, row => row.Count, StringComparer.OrdinalIgnoreCase);

    /// <summary>Removes what was dealt with before <paramref name="before"/>, unless a firing still has to do with it.</summary>
    public static int RemoveOld(DbConnection connection, DateTimeOffset before, int limit) => connection.Execute(
        """
        DELETE FROM occurrences WHERE sequence IN (
            SELECT sequence FROM occurrences WHERE seen_at < @before AND judged_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM rule_firing_occurrences WHERE occurrence = occurrences.sequence) LIMIT @limit)
        """,
        new { before, limit });

    /// <summary>How far the events of a vCenter are recorded; null where that begins anew.</summary>
    public static EventCursor? Cursor(DbConnection connection, string vCenter, string vCenterId) =>
        connection.QuerySingleOrDefault<EventCursor>(
            "SELECT since, at FROM event_cursors WHERE vcenter = @vCenter AND vcenter_id = @vCenterId", new { vCenter, vCenterId });

    public static void MoveCursor(DbConnection connection, string vCenter, string vCenterId, DateTimeOffset at) => connection.Execute(
        """
        INSERT INTO event_cursors (vcenter, vcenter_id, since, at) VALUES (@vCenter, @vCenterId, @at, @at)
        ON CONFLICT (vcenter) DO UPDATE SET
            at = CASE WHEN vcenter_id = excluded.vcenter_id THEN MAX(at, excluded.at) ELSE excluded.at END,
            since = CASE WHEN vcenter_id = excluded.vcenter_id THEN since ELSE excluded.since END,
            vcenter_id = excluded.vcenter_id
        """,
        new { vCenter, vCenterId, at });

    private sealed class OccurrenceRow
    {
        public long Sequence { get; init; }
        public string VcenterId { get; init; } = "";
        public string Key { get; init; } = "";
        public string Vcenter { get; init; } = "";
        public string Kind { get; init; } = "";
        public string MoRef { get; init; } = "";
        public string Name { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public DateTimeOffset SeenAt { get; init; }
        public Guid? RuleId { get; init; }
        public string? Decisions { get; init; }

        public Occurrence ToOccurrence() => new()
        {
            Sequence = Sequence,
            VCenterId = VcenterId,
            VCenter = Vcenter,
            Key = Key,
            Kind = Enum.Parse<TriggerKind>(Kind),
            MoRef = MoRef,
            Name = Name,
            At = At,
            SeenAt = SeenAt,
            RuleId = RuleId,
        };

        public IReadOnlyList<OccurrenceDecision>? ToDecisions() =>
            Decisions is null ? null : JsonSerializer.Deserialize<List<OccurrenceDecision>>(Decisions, ApiJson.Options);
    }
}

/// <summary>How far events are recorded, by the vCenter's clock.</summary>
internal sealed record EventCursor
{
    /// <summary>Events before this do not matter: there was no rule.</summary>
    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset At { get; init; }
}
