using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Operations;

/// <summary>What a run writes down on its way. Every write is fenced by the version that the run's claim gave the operation.</summary>
internal sealed class OperationJournal(Database database, OperationSecrets secrets, OperationSignals signals, TimeProvider time)
{
    private const int ConstraintViolated = 19;

    public Task SaveCheckpointAsync(Operation held, JsonElement checkpoint, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => Set(connection, held, "checkpoint = @checkpoint", new { checkpoint }), cancellationToken);

    public Task SaveDeadlineAsync(Operation held, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => Set(connection, held, "deadline = @deadline", new { deadline }), cancellationToken);

    public Task<bool> TrySaveTargetAsync(Operation held, OperationTarget target, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                try
                {
                    Set(
                        connection,
                        held,
                        """
                        target_kind = @Kind, target_vcenter = @VCenter, target_name = @Name, target_mo_ref = @MoRef,
                        target_instance_uuid = @InstanceUuid, target_connector_id = @ConnectorId, lane = @Lane
                        """,
                        new
                        {
                            Kind = target.Kind.ToString(),
                            target.VCenter,
                            target.Name,
                            target.MoRef,
                            target.InstanceUuid,
                            target.ConnectorId,
                            Lane = target.LaneFor(held.Kind),
                        });
                    return true;
                }
                catch (SqliteException exception) when (exception.SqliteErrorCode == ConstraintViolated)
                {
                    return false;
                }
            },
            cancellationToken);

    public Task<int> BeginAttemptAsync(Operation held, OperationChannel channel, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection =>
            {
                Fence(connection, held);
                var open = connection.QuerySingleOrDefault<int?>(
                    "SELECT number FROM operation_attempts WHERE operation_id = @Id AND finished_at IS NULL AND channel = @channel",
                    new { held.Id, channel = channel.ToString() });
                return open ?? AddAttempt(connection, held, channel, now);
            },
            cancellationToken);
    }

    public Task EndAttemptAsync(Operation held, OperationError reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection =>
            {
                Fence(connection, held);
                OperationTable.EndAttempt(connection, held.Id, now, AttemptOutcome.Retried, reason);
            },
            cancellationToken);
    }

    public async Task ReportAsync(
        Operation held,
        string step,
        string message,
        int? percent,
        EventLevel level,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await database.WriteAsync(
            connection =>
            {
                Set(connection, held, "step = @step, percent = MAX(COALESCE(percent, 0), COALESCE(@percent, 0))", new { step, percent });
                OperationTable.AddEvent(connection, held.Id, now, level, step, message, percent);
            },
            cancellationToken);
        signals.SignalEvent(held.Id);
    }

    public async Task<long> AppendOutputAsync(
        Operation held,
        OutputStream stream,
        long offset,
        ReadOnlyMemory<byte> data,
        CancellationToken cancellationToken)
    {
        var length = await database.WriteAsync(
            connection =>
            {
                Fence(connection, held);
                return OperationOutputTable.Append(connection, held.Id, stream, offset, data);
            },
            cancellationToken);
        signals.SignalEvent(held.Id);
        return length;
    }

    public Task<long> GetOutputLengthAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => OperationOutputTable.Length(connection, id), cancellationToken);

    public Task<string?> GetSecretAsync(Guid id, string name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => secrets.Find(connection, id, name), cancellationToken);

    private static int AddAttempt(DbConnection connection, Operation held, OperationChannel channel, DateTimeOffset now)
    {
        OperationTable.EndAttempt(connection, held.Id, now, AttemptOutcome.Retried, null);
        var number = connection.QuerySingle<int>(
            "UPDATE operations SET attempt_count = attempt_count + 1 WHERE id = @Id RETURNING attempt_count",
            new { held.Id });
        connection.Execute(
            "INSERT INTO operation_attempts (operation_id, number, channel, started_at) VALUES (@Id, @number, @channel, @now)",
            new { held.Id, number, channel = channel.ToString(), now });
        return number;
    }

    private static void Set(DbConnection connection, Operation held, string assignments, object values)
    {
        var parameters = new DynamicParameters(values);
        parameters.Add("HeldId", held.Id);
        parameters.Add("HeldVersion", held.Version);
        var sql = $"UPDATE operations SET {assignments} WHERE id = @HeldId AND state = 'Running' AND version = @HeldVersion";
        if (connection.Execute(sql, parameters) == 0)
        {
            throw new LeaseLostException(held.Id);
        }
    }

    private static void Fence(DbConnection connection, Operation held)
    {
        if (connection.QuerySingleOrDefault<long?>(
            "SELECT version FROM operations WHERE id = @Id AND state = 'Running'",
            new { held.Id }) != held.Version)
        {
            throw new LeaseLostException(held.Id);
        }
    }
}
