using System.Data.Common;
using Dapper;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>The statements on the table of operations and on their events, to be used within a read or write of the database.</summary>
internal static class OperationTable
{
    private const string Insert =
        """
        INSERT INTO operations (id, kind, target_kind, target_vcenter, target_name, target_mo_ref, target_instance_uuid,
            target_connector_id, lane, parameters, guest_logon, state, timeout, created_at, created_by, idempotency_key, content_hash,
            not_before, version, priority)
        VALUES (@Id, @Kind, @TargetKind, @TargetVcenter, @TargetName, @TargetMoRef, @TargetInstanceUuid,
            @TargetConnectorId, @Lane, @Parameters, @GuestLogon, @State, @Timeout, @CreatedAt, @CreatedBy, @IdempotencyKey, @ContentHash,
            @NotBefore, @Version, @Priority)
        """;

    private const string Update =
        """
        UPDATE operations SET state = @State, not_before = @NotBefore, woken = @Woken, started_at = @StartedAt, deadline = @Deadline,
            finished_at = @FinishedAt, percent = @Percent, result = @Result, error = @Error, cancel_requested_at = @CancelRequestedAt,
            lease_owner = @LeaseOwner, lease_until = @LeaseUntil, lease_seen_at = @LeaseSeenAt, version = @Version
        WHERE id = @Id AND state = @ExpectedState AND version = @ExpectedVersion
        """;

    private const string AddEventSql =
        """
        INSERT INTO operation_events (operation_id, at, level, step, message, percent)
        VALUES (@operationId, @at, @level, @step, @message, @percent)
        """;

    public static void Add(DbConnection connection, Operation operation) => connection.Execute(Insert, OperationRow.Of(operation));

    public static Operation? Find(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefault<OperationRow>("SELECT * FROM operations WHERE id = @id", new { id })?.ToOperation();

    public static Operation? FindByIdempotencyKey(DbConnection connection, string createdBy, string key) =>
        connection.QuerySingleOrDefault<OperationRow>(
            "SELECT * FROM operations WHERE created_by = @createdBy AND idempotency_key = @key",
            new { createdBy, key })?.ToOperation();

    /// <summary>Writes what a transition made of <paramref name="before"/>; false where it has changed in the meantime.</summary>
    public static bool TryUpdate(DbConnection connection, Operation before, Operation after)
    {
        var parameters = new DynamicParameters(OperationRow.Of(after));
        parameters.Add("ExpectedState", before.State.ToString());
        parameters.Add("ExpectedVersion", before.Version);
        return connection.Execute(Update, parameters) == 1;
    }

    public static void AddEvent(
        DbConnection connection,
        Guid operationId,
        DateTimeOffset at,
        EventLevel level,
        string step,
        string message,
        int? percent = null) =>
        connection.Execute(AddEventSql, new { operationId, at, level = level.ToString(), step, message, percent });

    /// <summary>Ends the attempt that is under way, if one is.</summary>
    public static void EndAttempt(DbConnection connection, Guid operationId, DateTimeOffset now, AttemptOutcome outcome, OperationError? error) =>
        connection.Execute(
            """
            UPDATE operation_attempts SET finished_at = @now, outcome = @outcome, error = @error
            WHERE operation_id = @operationId AND finished_at IS NULL
            """,
            new { operationId, now, outcome = outcome.ToString(), error = OperationRow.ErrorText(error) });

    public static void RemoveSecrets(DbConnection connection, Guid operationId) =>
        connection.Execute("DELETE FROM operation_secrets WHERE operation_id = @operationId", new { operationId });
}
