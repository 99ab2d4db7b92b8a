using System.Data.Common;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Operations;

/// <summary>The record of all operations: what was asked for, how far it is and how it ended. What a call returned is on disk.</summary>
internal sealed class OperationLedger(Database database, OperationSecrets secrets, OperationSignals signals, TimeProvider time)
{
    /// <summary>Records <paramref name="requests"/> all together; one outcome for each, in their order.</summary>
    public async Task<IReadOnlyList<Submission>> SubmitAsync(
        IReadOnlyList<OperationRequest> requests,
        string createdBy,
        CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()); // as it will be read
        var submissions = await database.WriteAsync(
            connection => requests.Select(request => Submit(connection, request, createdBy, now)).ToList(),
            cancellationToken);
        Announce(submissions);
        return submissions;
    }

    /// <summary>
    /// Records a request within a write of the database that records something else as well: both are there or neither. Once the write is
    /// done, <see cref="Announce"/> it.
    /// </summary>
    public Submission Submit(DbConnection connection, OperationRequest request, string createdBy) =>
        Submit(connection, request, createdBy, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>Tells those who wait for work about submissions that are on disk.</summary>
    public void Announce(IEnumerable<Submission> submissions)
    {
        foreach (var created in submissions.Where(submission => submission.Outcome == SubmissionOutcome.Created))
        {
            signals.SignalEvent(created.Operation.Id);
        }

        signals.SignalWork();
    }

    /// <summary>The operation, or null where there is none of this id.</summary>
    public Task<Operation?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => OperationTable.Find(connection, id), cancellationToken);

    /// <summary>
    /// Asks for the end of an operation: one that waits is cancelled at once, one that runs is told and ends itself. Returns it as it is
    /// afterwards; null where there is none of this id.
    /// </summary>
    public async Task<Operation?> RequestCancelAsync(Guid id, string requestedBy, CancellationToken cancellationToken)
    {
        var operation = await ChangeAsync(
            id,
            new OperationChange.RequestCancel(),
            (before, after) => (before.CancelRequestedAt, after.HasEnded) switch
            {
                (not null, _) => null,
                (_, true) => new Happening(EventLevel.Warning, "cancelled", $"Cancelled by {requestedBy} before it started."),
                _ => new Happening(EventLevel.Warning, "cancel-requested", $"{requestedBy} asked for its end."),
            },
            cancellationToken);
        signals.SignalCancel(id);
        signals.SignalWork();
        return operation;
    }

    /// <summary>
    /// Makes operations due at once that wait for the connector <paramref name="connectorId"/>, which is on the virtual machine with
    /// <paramref name="instanceUuid"/>. One that is just about to wait will find out too.
    /// </summary>
    public async Task WakeAsync(Guid connectorId, string? instanceUuid, CancellationToken cancellationToken)
    {
        var waiting = await database.ReadAsync(
            connection => OperationQueries.OpenOn(connection, connectorId, instanceUuid),
            cancellationToken);
        await WakeAsync(waiting, cancellationToken);
    }

    /// <summary>Makes operations due at once that wait because of what has this code.</summary>
    public async Task WakeAsync(string reasonCode, CancellationToken cancellationToken) =>
        await WakeAsync(await database.ReadAsync(connection => OperationQueries.WaitingBecauseOf(connection, reasonCode), cancellationToken), cancellationToken);

    private async Task WakeAsync(IReadOnlyList<Guid> waiting, CancellationToken cancellationToken)
    {
        if (waiting.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        await database.WriteAsync(connection => waiting.ToList().ForEach(id => Wake(connection, id, now)), cancellationToken);
        signals.SignalWork();
    }

    /// <summary>
    /// Applies <paramref name="change"/> where it is possible, with what a person shall read about it, and returns the operation as it is
    /// afterwards.
    /// </summary>
    private async Task<Operation?> ChangeAsync(
        Guid id,
        OperationChange change,
        Func<Operation, Operation, Happening?> describe,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var operation = await database.WriteAsync(
            connection =>
            {
                var before = OperationTable.Find(connection, id);
                if (before is null || OperationTransitions.Apply(before, change, now) is not { } after)
                {
                    return before;
                }

                OperationTable.TryUpdate(connection, before, after);
                describe(before, after)?.Write(connection, after, now);
                if (after.HasEnded)
                {
                    OperationTable.RemoveSecrets(connection, id);
                }

                return after;
            },
            cancellationToken);
        signals.SignalEvent(id);
        return operation;
    }

    private static void Wake(DbConnection connection, Guid id, DateTimeOffset now)
    {
        if (OperationTable.Find(connection, id) is { } before
            && OperationTransitions.Apply(before, new OperationChange.Wake(), now) is { } after)
        {
            OperationTable.TryUpdate(connection, before, after);
        }
    }

    private Submission Submit(DbConnection connection, OperationRequest request, string createdBy, DateTimeOffset now)
    {
        var hash = request.ContentHash();
        if (request.IdempotencyKey is { } key && OperationTable.FindByIdempotencyKey(connection, createdBy, key) is { } earlier)
        {
            return new Submission(earlier.ContentHash == hash ? SubmissionOutcome.Existing : SubmissionOutcome.Conflict, earlier);
        }

        var operation = new Operation
        {
            Id = Guid.CreateVersion7(now),
            Kind = request.Kind,
            Target = request.Target,
            Parameters = request.Parameters,
            GuestLogon = request.GuestLogon,
            State = OperationState.Queued,
            Timeout = request.Timeout,
            CreatedAt = now,
            CreatedBy = createdBy,
            IdempotencyKey = request.IdempotencyKey,
            ContentHash = hash,
            NotBefore = now,
            Priority = request.Priority,
            Version = 1,
        };
        OperationTable.Add(connection, operation);
        secrets.Add(connection, operation.Id, request.Secrets);
        new Happening(EventLevel.Information, "queued", $"Recorded for {createdBy}: {operation.Kind} on {operation.Target}.")
            .Write(connection, operation, now);
        return new Submission(SubmissionOutcome.Created, operation);
    }

    private sealed record Happening(EventLevel Level, string Step, string Message)
    {
        public void Write(DbConnection connection, Operation operation, DateTimeOffset now) =>
            OperationTable.AddEvent(connection, operation.Id, now, Level, Step, Message);
    }
}
