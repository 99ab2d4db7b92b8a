using System.Data.Common;
using System.Text.Json;
using Dapper;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Rollouts;

/// <summary>The statements on the tables of rollouts, to be used within a read or write of the database.</summary>
internal static class RolloutTable
{
    /// <summary>How a target's operation is; what was noted at its end stays when the operation's own row has gone.</summary>
    private const string TargetsWithOperations =
        """
        SELECT target.rollout_id, target.number, target.wave, target.target, target.operation_id,
            COALESCE(target.state, operation.state) AS state, COALESCE(target.finished_at, operation.finished_at) AS finished_at
        FROM rollout_targets AS target LEFT JOIN operations AS operation ON operation.id = target.operation_id
        """;

    public static void Add(DbConnection connection, Rollout rollout, IReadOnlyList<RolloutTarget> targets)
    {
        connection.Execute(
            """
            INSERT INTO rollouts (id, kind, parameters, guest_logon, timeout, waves, wave_count, maximum_failures, soak, state, created_at, created_by, version)
            VALUES (@Id, @Kind, @Parameters, @GuestLogon, @Timeout, @Waves, @WaveCount, @MaximumFailures, @Soak, @State, @CreatedAt, @CreatedBy, @Version)
            """,
            new
            {
                rollout.Id, Kind = rollout.Kind.ToString(), rollout.Parameters, rollout.GuestLogon, rollout.Timeout, rollout.Waves, rollout.WaveCount,
                rollout.MaximumFailures, rollout.Soak, State = rollout.State.ToString(), rollout.CreatedAt, rollout.CreatedBy, rollout.Version,
            });
        connection.Execute(
            "INSERT INTO rollout_targets (rollout_id, number, wave, target) VALUES (@Id, @Number, @Wave, @Target)",
            targets.Select(target => new { rollout.Id, target.Number, target.Wave, Target = JsonSerializer.Serialize(target.Target) }));
    }

    public static Rollout? Find(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefault<RolloutRow>("SELECT * FROM rollouts WHERE id = @id", new { id })?.ToRollout();

    /// <summary>Newest first, from before <paramref name="before"/> on.</summary>
    public static IReadOnlyList<Rollout> List(DbConnection connection, long before, int limit) =>
        [.. connection.Query<RolloutRow>(
            "SELECT * FROM rollouts WHERE sequence < @before ORDER BY sequence DESC LIMIT @limit", new { before, limit }).Select(row => row.ToRollout())];

    public static IReadOnlyList<Rollout> Running(DbConnection connection) =>
        [.. connection.Query<RolloutRow>("SELECT * FROM rollouts WHERE state = 'Running' ORDER BY sequence").Select(row => row.ToRollout())];

    public static RolloutProgress Progress(DbConnection connection, Rollout rollout) => connection.QuerySingle<RolloutProgress>(
        $"""
        SELECT COUNT(*) AS targets,
            COUNT(*) FILTER (WHERE wave <= @Wave AND operation_id IS NULL) AS unsubmitted,
            COUNT(*) FILTER (WHERE state IN ('Queued', 'Running')) AS open,
            COUNT(*) FILTER (WHERE state = 'Success') AS succeeded,
            COUNT(*) FILTER (WHERE operation_id IS NOT NULL AND COALESCE(state, 'Error') IN ('Error', 'Cancelled')) AS failed,
            MAX(finished_at) AS last_end
        FROM ({TargetsWithOperations} WHERE target.rollout_id = @Id)
        """,
        new { rollout.Id, rollout.Wave });

    public static IReadOnlyList<RolloutTarget> Targets(DbConnection connection, Guid id) =>
        [.. connection.Query<TargetRow>($"{TargetsWithOperations} WHERE target.rollout_id = @id ORDER BY target.number", new { id }).Select(row => row.ToTarget())];

    /// <summary>Targets whose wave has begun and whose operation is not known yet.</summary>
    public static IReadOnlyList<RolloutTarget> Unsubmitted(DbConnection connection, Rollout rollout) =>
        [.. connection.Query<TargetRow>(
            $"{TargetsWithOperations} WHERE target.rollout_id = @Id AND target.wave <= @Wave AND target.operation_id IS NULL ORDER BY target.number",
            new { rollout.Id, rollout.Wave }).Select(row => row.ToTarget())];

    public static void SaveOperations(DbConnection connection, Guid id, IEnumerable<(int Number, Guid OperationId)> operations) => connection.Execute(
        "UPDATE rollout_targets SET operation_id = @OperationId WHERE rollout_id = @id AND number = @Number",
        operations.Select(entry => new { id, entry.Number, entry.OperationId }));

    /// <summary>Writes what became of a rollout, and how its operations have ended; false where it has changed in the meantime.</summary>
    public static bool TryUpdate(DbConnection connection, Rollout before, Rollout after)
    {
        connection.Execute(
            """
            UPDATE rollout_targets SET state = operation.state, finished_at = operation.finished_at
            FROM operations AS operation
            WHERE operation.id = rollout_targets.operation_id AND operation.finished_at IS NOT NULL
                AND rollout_targets.rollout_id = @Id AND rollout_targets.state IS NULL
            """,
            new { before.Id });
        return connection.Execute(
            """
            UPDATE rollouts SET state = @State, reason = @Reason, wave = @Wave, forgiven = @Forgiven, finished_at = @FinishedAt, version = @Version + 1
            WHERE id = @Id AND version = @Version
            """,
            new { before.Id, before.Version, State = after.State.ToString(), after.Reason, after.Wave, after.Forgiven, after.FinishedAt }) == 1;
    }

    private sealed class RolloutRow
    {
        public long Sequence { get; init; }
        public Guid Id { get; init; }
        public required string Kind { get; init; }
        public JsonElement? Parameters { get; init; }
        public string? GuestLogon { get; init; }
        public TimeSpan Timeout { get; init; }
        public required string Waves { get; init; }
        public int WaveCount { get; init; }
        public int MaximumFailures { get; init; }
        public TimeSpan Soak { get; init; }
        public required string State { get; init; }
        public string? Reason { get; init; }
        public int Wave { get; init; }
        public int Forgiven { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public required string CreatedBy { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public long Version { get; init; }

        public Rollout ToRollout() => new()
        {
            Sequence = Sequence,
            Id = Id,
            Kind = Enum.Parse<OperationKind>(Kind),
            Parameters = Parameters,
            GuestLogon = GuestLogon,
            Timeout = Timeout,
            Waves = Waves,
            WaveCount = WaveCount,
            MaximumFailures = MaximumFailures,
            Soak = Soak,
            State = Enum.Parse<RolloutState>(State),
            Reason = Reason,
            Wave = Wave,
            Forgiven = Forgiven,
            CreatedAt = CreatedAt,
            CreatedBy = CreatedBy,
            FinishedAt = FinishedAt,
            Version = Version,
        };
    }

    private sealed class TargetRow
    {
        public int Number { get; init; }
        public int Wave { get; init; }
        public required string Target { get; init; }
        public Guid? OperationId { get; init; }
        public string? State { get; init; }

        public RolloutTarget ToTarget() => new()
        {
            Number = Number,
            Wave = Wave,
            Target = JsonSerializer.Deserialize<OperationTarget>(Target)!,
            OperationId = OperationId,
            State = State is null ? null : Enum.Parse<OperationState>(State),
        };
    }
}
