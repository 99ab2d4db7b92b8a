using System.Data.Common;
using Dapper;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Firings;

/// <summary>The statements on the table of firings. Each change of state is guarded by the state before.</summary>
internal static class FiringTable
{
    /// <summary>
    /// The firing that deals with an occurrence: one of this rule that has not begun on this machine takes it along, otherwise a new one.
    /// </summary>
    public static Guid Gather(DbConnection connection, long occurrence, Firing firing)
    {
        var id = connection.QueryFirstOrDefault<string?>(
            """
            SELECT id FROM rule_firings WHERE state = 'Waiting' AND tries = 0 AND rule_id = @RuleId AND vcenter_id = @VCenterId AND mo_ref = @MoRef
            """,
            firing) is { } waiting ? Guid.Parse(waiting) : Add(connection, firing);
        connection.Execute(
            "INSERT INTO rule_firing_occurrences (rule_id, occurrence, firing_id) VALUES (@RuleId, @occurrence, @id)",
            new { firing.RuleId, occurrence, id });
        return id;
    }

    /// <summary>
    /// What waits and is due, of these rules, in turns: the first of each rule on each host, then the second of each. What already goes on
    /// at a host counts as turns taken.
    /// </summary>
    public static IReadOnlyList<Firing> Due(DbConnection connection, IReadOnlyCollection<Guid> rules, DateTimeOffset now, int limit) =>
        Read(
            connection,
            """
            WITH busy AS (SELECT vcenter, host, COUNT(*) AS count FROM rule_firings WHERE state = 'Submitted' GROUP BY vcenter, host),
            due AS (
                SELECT *, ROW_NUMBER() OVER (PARTITION BY rule_id, vcenter, host ORDER BY not_before, sequence) AS turn
                FROM rule_firings WHERE state = 'Waiting' AND rule_id IN @rules AND not_before <= @now)
            SELECT due.* FROM due LEFT JOIN busy ON busy.vcenter = due.vcenter AND busy.host = due.host
            ORDER BY due.turn + COALESCE(busy.count, 0), due.sequence LIMIT @limit
            """,
            new { rules = rules.Select(rule => rule.ToString()), now, limit });

    /// <summary>What goes on, by rule, vCenter and host.</summary>
    public static IReadOnlyList<FiringCount> CountSubmitted(DbConnection connection) =>
        [.. connection.Query<FiringCount>("SELECT rule_id, vcenter, host, COUNT(*) AS count FROM rule_firings WHERE state = 'Submitted' GROUP BY rule_id, vcenter, host")];

    /// <summary>How many operations each rule has asked for since then.</summary>
    public static IReadOnlyDictionary<Guid, int> CountSince(DbConnection connection, DateTimeOffset since) =>
        connection.Query<(string Rule, long Count)>(
            "SELECT rule_id, COUNT(*) FROM rule_firings WHERE submitted_at > @since GROUP BY rule_id", new { since })
            .ToDictionary(row => Guid.Parse(row.Rule), row => (int)row.Count);

    /// <summary>It has asked for this operation; false where it does not wait any more.</summary>
    public static bool Submit(DbConnection connection, Firing firing, Guid operationId, string host, DateTimeOffset now) => connection.Execute(
        """
        UPDATE rule_firings SET state = 'Submitted', tries = tries + 1, submitted_at = @now, operation_id = @operationId, host = @host, reason = NULL
        WHERE id = @Id AND state = 'Waiting' AND tries = @Tries
        """,
        new { firing.Id, firing.Tries, operationId, host, now }) == 1;

    /// <summary>It waits, for this reason.</summary>
    public static bool Wait(DbConnection connection, Firing firing, DateTimeOffset notBefore, OperationError reason) => connection.Execute(
        """
        UPDATE rule_firings SET state = 'Waiting', not_before = @notBefore, reason = @text
        WHERE id = @Id AND state = @State AND tries = @Tries
        """,
        new { firing.Id, State = firing.State.ToString(), firing.Tries, notBefore, text = OperationRow.ErrorText(reason) }) == 1;

    /// <summary>It has ended.</summary>
    public static bool End(DbConnection connection, Firing firing, FiringState state, OperationError? reason, DateTimeOffset now) => connection.Execute(
        """
        UPDATE rule_firings SET state = @ended, finished_at = @now, reason = @text
        WHERE id = @Id AND state = @State AND tries = @Tries
        """,
        new { firing.Id, State = firing.State.ToString(), firing.Tries, ended = state.ToString(), now, text = OperationRow.ErrorText(reason) }) == 1;

    /// <summary>Ends what waits, of one rule or of all.</summary>
    public static int Discard(DbConnection connection, Guid? rule, string by, DateTimeOffset now) => connection.Execute(
        """
        UPDATE rule_firings SET state = 'Cancelled', finished_at = @now, reason = @text
        WHERE state = 'Waiting' AND (@rule IS NULL OR rule_id = @rule)
        """,
        new { rule, now, text = OperationRow.ErrorText(FiringReasons.Discarded(by)) });

    /// <summary>Firings whose operation has ended or is not in the ledger any more, with that operation.</summary>
    public static IReadOnlyList<(Firing Firing, Operation? Operation)> WithEndedOperation(DbConnection connection, int limit) =>
    [
        .. Read(
            connection,
            """
            SELECT rule_firings.* FROM rule_firings LEFT JOIN operations ON operations.id = rule_firings.operation_id
            WHERE rule_firings.state = 'Submitted' AND (operations.id IS NULL OR operations.finished_at IS NOT NULL) LIMIT @limit
            """,
            new { limit }).Select(firing => (firing, OperationTable.Find(connection, firing.OperationId!.Value))),
    ];

    public static IReadOnlyList<Firing> List(DbConnection connection, FiringFilter filter) => Read(
        connection,
        """
        SELECT * FROM rule_firings
        WHERE (@Before IS NULL OR sequence < @Before) AND (@Rule IS NULL OR rule_id = @Rule) AND (@State IS NULL OR state = @State)
            AND (@VirtualMachine IS NULL OR instance_uuid = @VirtualMachine OR name = @VirtualMachine COLLATE NOCASE OR mo_ref = @VirtualMachine)
        ORDER BY sequence DESC LIMIT @Limit
        """,
        new { filter.Before, filter.Rule, State = filter.State?.ToString(), filter.VirtualMachine, filter.Limit });

    public static Firing? Find(DbConnection connection, Guid id) =>
        Read(connection, "SELECT * FROM rule_firings WHERE id = @id", new { id }).SingleOrDefault();

    /// <summary>How many firings each rule has, by state.</summary>
    public static ILookup<Guid, (FiringState State, long Count)> CountByRule(DbConnection connection) =>
        connection.Query<(string Rule, string State, long Count)>("SELECT rule_id, state, COUNT(*) FROM rule_firings GROUP BY rule_id, state")
            .ToLookup(row => Guid.Parse(row.Rule), row => (Enum.Parse<FiringState>(row.State), row.Count));

    /// <summary>When each rule fired last.</summary>
    public static IReadOnlyDictionary<Guid, DateTimeOffset> LastFired(DbConnection connection) =>
        connection.Query<(string Rule, long At)>("SELECT rule_id, MAX(fired_at) FROM rule_firings GROUP BY rule_id")
            .ToDictionary(row => Guid.Parse(row.Rule), row => DateTimeOffset.FromUnixTimeMilliseconds(row.At));

    /// <summary>What waits for longer than it may, of these rules.</summary>
    public static IReadOnlyList<Firing> Expired(DbConnection connection, IReadOnlyCollection<Guid> rules, DateTimeOffset now, int limit) => Read(
        connection,
        "SELECT * FROM rule_firings WHERE state = 'Waiting' AND rule_id IN @rules AND expires_at <= @now LIMIT @limit",
        new { rules = rules.Select(rule => rule.ToString()), now, limit });

    /// <summary>What waits for these machines to be powered on is due at once.</summary>
    public static void Wake(DbConnection connection, string vCenterId, IReadOnlyCollection<string> moRefs, DateTimeOffset now)
    {
        foreach (var some in moRefs.Chunk(1000)) // a statement takes only so many parameters
        {
            connection.Execute(
                """
                UPDATE rule_firings SET not_before = @now
                WHERE state = 'Waiting' AND not_before > @now AND vcenter_id = @vCenterId AND mo_ref IN @some AND json_extract(reason, '$.code') = 'vm-powered-off'
                """,
                new { vCenterId, some, now });
        }
    }

    public static int RemoveOld(DbConnection connection, DateTimeOffset before, int limit) => connection.Execute(
        "DELETE FROM rule_firings WHERE sequence IN (SELECT sequence FROM rule_firings WHERE finished_at < @before LIMIT @limit)", new { before, limit });

    private static Guid Add(DbConnection connection, Firing firing)
    {
        connection.Execute(
            """
            INSERT INTO rule_firings (id, rule_id, kind, vcenter_id, vcenter, mo_ref, name, instance_uuid, host, state, fired_at, not_before, expires_at, reason)
            VALUES (@Id, @RuleId, @Kind, @VCenterId, @VCenter, @MoRef, @Name, @InstanceUuid, @Host, @State, @FiredAt, @NotBefore, @ExpiresAt, @Reason)
            """,
            new
            {
                firing.Id,
                firing.RuleId,
                Kind = firing.Kind.ToString(),
                firing.VCenterId,
                firing.VCenter,
                firing.MoRef,
                firing.Name,
                firing.InstanceUuid,
                firing.Host,
                State = firing.State.ToString(),
                firing.FiredAt,
                firing.NotBefore,
                firing.ExpiresAt,
                Reason = OperationRow.ErrorText(firing.Reason),
            });
        return firing.Id;
    }

    private static IReadOnlyList<Firing> Read(DbConnection connection, string sql, object parameters) =>
        [.. connection.Query<FiringRow>(sql, parameters).Select(row => row.ToFiring())];

    private sealed class FiringRow
    {
        public long Sequence { get; init; }
        public Guid Id { get; init; }
        public Guid RuleId { get; init; }
        public string Kind { get; init; } = "";
        public string VcenterId { get; init; } = "";
        public string Vcenter { get; init; } = "";
        public string MoRef { get; init; } = "";
        public string Name { get; init; } = "";
        public string InstanceUuid { get; init; } = "";
        public string Host { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset FiredAt { get; init; }
        public DateTimeOffset NotBefore { get; init; }
        public DateTimeOffset ExpiresAt { get; init; }
        public int Tries { get; init; }
        public DateTimeOffset? SubmittedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public Guid? OperationId { get; init; }
        public string? Reason { get; init; }

        public Firing ToFiring() => new()
        {
            Sequence = Sequence,
            Id = Id,
            RuleId = RuleId,
            Kind = Enum.Parse<TriggerKind>(Kind),
            VCenterId = VcenterId,
            VCenter = Vcenter,
            MoRef = MoRef,
            Name = Name,
            InstanceUuid = InstanceUuid,
            Host = Host,
            State = Enum.Parse<FiringState>(State),
            FiredAt = FiredAt,
            NotBefore = NotBefore,
            ExpiresAt = ExpiresAt,
            Tries = Tries,
            SubmittedAt = SubmittedAt,
            FinishedAt = FinishedAt,
            OperationId = OperationId,
            Reason = OperationRow.ErrorOf(Reason),
        };
    }
}

/// <summary>How many firings go on of one rule on one host.</summary>
internal sealed record FiringCount
{
    public required Guid RuleId { get; init; }

    public required string VCenter { get; init; }

    public required string Host { get; init; }

    public required int Count { get; init; }
}

/// <summary>Which firings to list, newest first.</summary>
internal sealed record FiringFilter
{
    /// <summary>Those before this place; null from the newest on.</summary>
    public long? Before { get; init; }

    public int Limit { get; init; } = 50;

    public Guid? Rule { get; init; }

    public FiringState? State { get; init; }

    /// <summary>A name, a managed object id or an instance UUID.</summary>
    public string? VirtualMachine { get; init; }
}
