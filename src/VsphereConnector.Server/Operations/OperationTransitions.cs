namespace VsphereConnector.Server.Operations;

/// <summary>The life of an operation as one pure function. Whoever writes a state writes what this returned.</summary>
internal static class OperationTransitions
{
    /// <summary>The operation after <paramref name="change"/>; null where the change is not possible as the operation is.</summary>
    public static Operation? Apply(Operation operation, OperationChange change, DateTimeOffset now) => (operation.State, change) switch
    {
        (OperationState.Queued, OperationChange.Claim claim) when operation.NotBefore <= now => Claim(operation, claim, now),
        (OperationState.Running, OperationChange.Claim claim) when operation.LeaseUntil <= now => Claim(operation, claim, now),
        (OperationState.Running, OperationChange.Release) => operation with
        {
            LeaseOwner = null,
            LeaseUntil = now,
            LeaseSeenAt = now,
            Version = operation.Version + 1,
        },
        (OperationState.Running, OperationChange.Retry retry) => Retry(operation, retry, now),
        (OperationState.Queued, OperationChange.Wake) => operation with { NotBefore = Earlier(operation.NotBefore, now) },
        (OperationState.Running, OperationChange.Wake) => operation with { Woken = true },
        (OperationState.Running, OperationChange.Succeed succeed) =>
            End(operation with { Result = succeed.Result, Percent = 100 }, OperationState.Success, now),
        (OperationState.Running, OperationChange.Fail fail) => End(operation with { Result = fail.Result }, OperationState.Error, now) with { Error = fail.Error },
        (OperationState.Queued, OperationChange.RequestCancel) => CancelQueued(operation, now),
        (OperationState.Running, OperationChange.RequestCancel) => operation with { CancelRequestedAt = operation.CancelRequestedAt ?? now },
        (OperationState.Running, OperationChange.AcknowledgeCancel cancel) => End(operation with { Result = cancel.Result }, OperationState.Cancelled, now),
        _ => null,
    };

    private static Operation Claim(Operation operation, OperationChange.Claim claim, DateTimeOffset now) => operation with
    {
        State = OperationState.Running,
        StartedAt = operation.StartedAt ?? now,
        Deadline = operation.Deadline + TimeWithoutWorker(operation, now) ?? now + operation.Timeout,
        LeaseOwner = claim.Owner,
        LeaseUntil = now + claim.Lease,
        LeaseSeenAt = now,
        Woken = false,
        Version = operation.Version + 1,
    };

    /// <summary>The time in which nobody worked on it because its server was down does not count against its time-out.</summary>
    private static TimeSpan TimeWithoutWorker(Operation operation, DateTimeOffset now) =>
        operation is { State: OperationState.Running, LeaseSeenAt: { } seen } && seen < now ? now - seen : TimeSpan.Zero;

    private static Operation Retry(Operation operation, OperationChange.Retry retry, DateTimeOffset now) => operation with
    {
        State = OperationState.Queued,
        NotBefore = operation.Woken || operation.CancelRequestedAt is not null ? now : Earlier(retry.NotBefore, retry.RestartsTimeout ? null : operation.Deadline),
        Deadline = retry.RestartsTimeout ? null : operation.Deadline,
        Woken = false,
        Error = retry.Reason,
        LeaseOwner = null,
        LeaseUntil = null,
        LeaseSeenAt = null,
        Version = operation.Version + 1,
    };

    /// <summary>Where a runner has left a checkpoint something may be out there: it is claimed once more, to be cleaned up.</summary>
    private static Operation CancelQueued(Operation operation, DateTimeOffset now) => operation.Checkpoint is null
        ? End(operation, OperationState.Cancelled, now) with { CancelRequestedAt = operation.CancelRequestedAt ?? now }
        : operation with { CancelRequestedAt = operation.CancelRequestedAt ?? now, NotBefore = Earlier(operation.NotBefore, now) };

    private static Operation End(Operation operation, OperationState state, DateTimeOffset now) => operation with
    {
        State = state,
        FinishedAt = now,
        Error = null,
        LeaseOwner = null,
        LeaseUntil = null,
        LeaseSeenAt = null,
        Version = operation.Version + 1,
    };

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
