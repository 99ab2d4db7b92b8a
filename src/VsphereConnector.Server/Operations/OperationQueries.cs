using System.Data.Common;
using Dapper;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>Which operations to list.</summary>
internal sealed record OperationFilter
{
    public OperationState? State { get; init; }

    public OperationKind? Kind { get; init; }

    /// <summary>The name, managed object id or instance UUID of a virtual machine, or the id of a connector.</summary>
    public string? Target { get; init; }

    /// <summary>The instance UUID of a virtual machine whose operations, and those of its connector, are meant.</summary>
    public string? VirtualMachine { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Only operations recorded before the one with this sequence: the cursor of paging, newest first.</summary>
    public long? Before { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>Questions to the ledger's tables.</summary>
internal static class OperationQueries
{
    private const string OnVirtualMachine =
        """
        (target_instance_uuid = @VirtualMachine
            OR target_connector_id = (SELECT id FROM connectors WHERE instance_uuid = @VirtualMachine))
        """;

    public static IReadOnlyList<Operation> List(DbConnection connection, OperationFilter filter)
    {
        var conditions = new List<string>();
        Add(filter.State, "state = @State");
        Add(filter.Kind, "kind = @Kind");
        Add(filter.Since, "created_at >= @Since");
        Add(filter.Before, "sequence < @Before");
        Add(filter.Target, "@Target IN (target_name, target_mo_ref, target_instance_uuid, target_connector_id)");
        Add(filter.VirtualMachine, OnVirtualMachine);
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        return [.. connection.Query<OperationRow>(
            $"SELECT * FROM operations {where} ORDER BY sequence DESC LIMIT @Limit",
            new { State = filter.State?.ToString(), Kind = filter.Kind?.ToString(), filter.Target, filter.VirtualMachine, filter.Since, filter.Before, filter.Limit })
            .Select(row => row.ToOperation())];

        void Add(object? value, string condition)
        {
            if (value is not null)
            {
                conditions.Add(condition);
            }
        }
    }

    /// <summary>How many operations are in each state.</summary>
    public static IReadOnlyDictionary<OperationState, long> CountByState(DbConnection connection) =>
        connection.Query<(string State, long Count)>("SELECT state, COUNT(*) FROM operations GROUP BY state")
            .ToDictionary(row => Enum.Parse<OperationState>(row.State), row => row.Count);

    public static IReadOnlyList<OperationAttempt> Attempts(DbConnection connection, Guid id) =>
        [.. connection.Query<AttemptRow>("SELECT * FROM operation_attempts WHERE operation_id = @id ORDER BY number", new { id })
            .Select(row => row.ToAttempt())];

    /// <summary>Events after <paramref name="after"/>, of one operation or of all, oldest first.</summary>
    public static IReadOnlyList<OperationEvent> Events(DbConnection connection, Guid? id, long after, int limit) =>
        [.. connection.Query<OperationEvent>(
            $"""
            SELECT sequence, operation_id, at, level, step, message, percent FROM operation_events
            WHERE sequence > @after {(id is null ? "" : "AND operation_id = @id")} ORDER BY sequence LIMIT @limit
            """,
            new { id, after, limit })];

    public static long LastEvent(DbConnection connection) =>
        connection.ExecuteScalar<long?>("SELECT MAX(sequence) FROM operation_events") ?? 0;

    /// <summary>Operations that have not ended and whose target is this connector or its virtual machine.</summary>
    public static IReadOnlyList<Guid> OpenOn(DbConnection connection, Guid connectorId, string? instanceUuid) =>
        [.. connection.Query<string>(
            """
            SELECT id FROM operations WHERE finished_at IS NULL AND target_connector_id = @connectorId
            UNION
            SELECT id FROM operations WHERE finished_at IS NULL AND target_instance_uuid = @instanceUuid
            """,
            new { connectorId, instanceUuid }).Select(Guid.Parse)];

    /// <summary>Operations that wait because of what has this code.</summary>
    public static IReadOnlyList<Guid> WaitingBecauseOf(DbConnection connection, string code) =>
        [.. connection.Query<string>("SELECT id FROM operations WHERE state = 'Queued' AND error LIKE @text", new { text = $"%\"code\":\"{code}\"%" }).Select(Guid.Parse)];

    private sealed class AttemptRow
    {
        public int Number { get; init; }
        public required string Channel { get; init; }
        public DateTimeOffset StartedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public string? Outcome { get; init; }
        public string? Error { get; init; }

        public OperationAttempt ToAttempt() => new()
        {
            Number = Number,
            Channel = Enum.Parse<OperationChannel>(Channel),
            StartedAt = StartedAt,
            FinishedAt = FinishedAt,
            Outcome = Outcome is null ? null : Enum.Parse<AttemptOutcome>(Outcome),
            Error = OperationRow.ErrorOf(Error),
        };
    }
}
