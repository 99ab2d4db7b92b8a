using System.Data.Common;
using Dapper;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Operations;

/// <summary>The worker's side of the ledger: what is due is claimed for a while, renewed while it runs, and given back.</summary>
internal sealed class OperationLeases(Database database, OperationSignals signals, TimeProvider time)
{
    private const string Due =
        """
        SELECT * FROM operations WHERE state = 'Running' AND lease_until <= @now AND (lease_owner IS NULL OR lease_owner <> @Owner)
        ORDER BY lease_until LIMIT 1
        """;

    private const string Waiting =
        """
        SELECT * FROM operations AS candidate WHERE state = 'Queued' AND priority = @priority AND not_before <= @now
            AND (lane IS NULL OR NOT EXISTS (
                SELECT 1 FROM operations AS running WHERE running.state = 'Running' AND running.lane = candidate.lane))
        ORDER BY not_before, sequence LIMIT 1
        """;

    /// <summary>
    /// Takes up to <paramref name="most"/> operations that are due; nobody else gets them while the lease lasts. What the owner holds
    /// already is not among them even where its lease is over: the owner knows best that it is still at work.
    /// </summary>
    public async Task<IReadOnlyList<Operation>> ClaimAsync(string owner, TimeSpan lease, int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var claimed = await database.WriteAsync(
            connection =>
            {
                var operations = new List<Operation>();
                while (operations.Count < most && ClaimOne(connection, new OperationChange.Claim(owner, lease), now) is { } operation)
                {
                    operations.Add(operation);
                }

                return operations;
            },
            cancellationToken);
        foreach (var operation in claimed)
        {
            signals.SignalEvent(operation.Id);
        }

        return claimed;
    }

    /// <summary>
    /// Prolongs all leases of <paramref name="owner"/>, also one that is over but was not taken by another, say after this machine was
    /// suspended. Returns what it still holds.
    /// </summary>
    public Task<IReadOnlyDictionary<Guid, HeldLease>> RenewAsync(string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync<IReadOnlyDictionary<Guid, HeldLease>>(
            connection => connection.Query<HeldLease>(
                """
                UPDATE operations SET lease_until = @until, lease_seen_at = @now
                WHERE state = 'Running' AND lease_owner = @owner
                RETURNING id, version, cancel_requested_at IS NOT NULL AS cancel_requested
                """,
                new { owner, now, until = now + lease }).ToDictionary(held => held.Id),
            cancellationToken);
    }

    /// <summary>Ends the leases that an earlier process of the same node left behind, so that their operations go on at once.</summary>
    public Task<int> AdoptAsync(string owner, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection => connection.Execute(
                "UPDATE operations SET lease_owner = NULL, lease_until = @now WHERE state = 'Running' AND lease_owner = @owner",
                new { owner, now }),
            cancellationToken);
    }

    /// <summary>
    /// When the next operation becomes due that was not yet due at <paramref name="looked"/>; null where there is none. It may have become
    /// due since: whoever looked before must not miss it.
    /// </summary>
    public Task<DateTimeOffset?> NextDueAsync(string owner, DateTimeOffset looked, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QuerySingle<long?>(
                """
                SELECT MIN(due) FROM (
                    SELECT MIN(not_before) AS due FROM operations WHERE state = 'Queued' AND not_before > @looked
                    UNION ALL
                    SELECT MIN(lease_until) FROM operations WHERE state = 'Running'
                        AND (lease_owner IS NULL OR lease_owner <> @owner)) AS next
                """,
                new { owner, looked }) is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : (DateTimeOffset?)null,
            cancellationToken);

    /// <summary>Gives an operation back that nobody in this process works on any more, as its end could not be written.</summary>
    public Task ReleaseAsync(HeldLease lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection => connection.Execute(
                """
                UPDATE operations SET lease_owner = NULL, lease_until = @now, version = version + 1
                WHERE id = @Id AND state = 'Running' AND version = @Version
                """,
                new { now, lease.Id, lease.Version }),
            cancellationToken);
    }

    /// <summary>
    /// Writes how a run ended, with the end of its attempt. False where the lease was lost: then nothing is written.
    /// </summary>
    public async Task<bool> FinishAsync(Operation held, OperationChange change, RunNote note, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var written = await database.WriteAsync(
            connection =>
            {
                if (OperationTable.Find(connection, held.Id) is not { } before || before.Version != held.Version
                    || OperationTransitions.Apply(before, change, now) is not { } after
                    || !OperationTable.TryUpdate(connection, before, after))
                {
                    return false;
                }

                Record(connection, after, note, now);
                return true;
            },
            cancellationToken);
        signals.SignalEvent(held.Id);
        signals.SignalWork();
        return written;
    }

    private static void Record(DbConnection connection, Operation operation, RunNote note, DateTimeOffset now)
    {
        if (note.Attempt is { } outcome)
        {
            OperationTable.EndAttempt(connection, operation.Id, now, outcome, note.Error);
        }

        OperationTable.AddEvent(connection, operation.Id, now, note.Level, note.Step, note.Message, operation.Percent);
        if (operation.HasEnded)
        {
            OperationTable.RemoveSecrets(connection, operation.Id);
        }
    }

    private static Operation? ClaimOne(DbConnection connection, OperationChange.Claim claim, DateTimeOffset now)
    {
        var row = connection.QuerySingleOrDefault<OperationRow>(Due, new { now, claim.Owner })
            ?? connection.QuerySingleOrDefault<OperationRow>(Waiting, new { now, priority = OperationPriority.Manual })
            ?? connection.QuerySingleOrDefault<OperationRow>(Waiting, new { now, priority = OperationPriority.Automatic });
        if (row?.ToOperation() is not { } before
            || OperationTransitions.Apply(before, claim, now) is not { } after
            || !OperationTable.TryUpdate(connection, before, after))
        {
            return null;
        }

        if (before.State == OperationState.Running)
        {
            OperationTable.AddEvent(connection, after.Id, now, EventLevel.Warning, "taken-up", "Taken up again where it was left.");
        }
        else if (before.StartedAt is null)
        {
            OperationTable.AddEvent(connection, after.Id, now, EventLevel.Information, "started", "Started.");
        }

        return after;
    }
}

/// <summary>A lease that was prolonged.</summary>
internal sealed class HeldLease
{
    public Guid Id { get; init; }

    public long Version { get; init; }

    public bool CancelRequested { get; init; }
}

/// <summary>What people shall read about the end of a run, and how its attempt ended (null: it goes on).</summary>
internal sealed record RunNote(EventLevel Level, string Step, string Message, AttemptOutcome? Attempt = null, OperationError? Error = null);
