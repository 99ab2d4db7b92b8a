using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Rollouts;

/// <summary>
/// Carries rollouts on: begins a wave, records its operations, and looks again whenever an operation moves. Everything it knows is in the
/// database, and an operation's idempotency key names its rollout and target, so a crash at any moment neither loses nor repeats one.
/// </summary>
internal sealed partial class RolloutWorker(
    Database database, OperationLedger ledger, OperationSignals signals, TimeProvider time, ILogger<RolloutWorker> logger) : BackgroundService
{
    /// <summary>A busy fleet signals many times a second; a wave does not need to be followed that closely.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = signals.Subscribe(null);
        while (true)
        {
            var due = time.GetUtcNow() + LongestWait;
            try
            {
                due = await CarryOnAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The database may be busy or full for a while; what is due is still due then.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }

            await Task.Delay(BetweenLooks, time, stoppingToken);
            await WaitAsync(changes, due, stoppingToken);
        }
    }

    /// <summary>Does what is due on all rollouts and returns when to look again at the latest.</summary>
    internal async Task<DateTimeOffset> CarryOnAsync(CancellationToken cancellationToken)
    {
        var due = time.GetUtcNow() + LongestWait;
        foreach (var rollout in await database.ReadAsync(RolloutTable.Running, cancellationToken))
        {
            if (await CarryOnAsync(rollout, cancellationToken) is { } until && until < due)
            {
                due = until;
            }
        }

        return due;
    }

    /// <summary>Does one step after the other until there is one to wait for.</summary>
    private async Task<DateTimeOffset?> CarryOnAsync(Rollout rollout, CancellationToken cancellationToken)
    {
        while (true)
        {
            var progress = await database.ReadAsync(connection => RolloutTable.Progress(connection, rollout), cancellationToken);
            var now = time.GetUtcNow();
            switch (RolloutStep.Next(rollout, progress, now))
            {
                case RolloutStep.Submit:
                    await SubmitAsync(rollout, cancellationToken);
                    continue;
                case RolloutStep.Begin begin when await ChangeAsync(rollout, rollout with { Wave = begin.Wave }, cancellationToken):
                    rollout = rollout with { Wave = begin.Wave, Version = rollout.Version + 1 };
                    continue;
                case RolloutStep.Stop stop:
                    LogStopped(logger, rollout.Id, stop.Reason);
                    await ChangeAsync(rollout, rollout with { State = RolloutState.Stopped, Reason = stop.Reason }, cancellationToken);
                    return null;
                case RolloutStep.Finish:
                    await ChangeAsync(rollout, rollout with { State = RolloutState.Finished, FinishedAt = now }, cancellationToken);
                    return null;
                case RolloutStep.Wait wait:
                    return wait.Until;
                default:
                    return now; // somebody changed it meanwhile: look again
            }
        }
    }

    private async Task SubmitAsync(Rollout rollout, CancellationToken cancellationToken)
    {
        var targets = await database.ReadAsync(connection => RolloutTable.Unsubmitted(connection, rollout), cancellationToken);
        var submitted = await ledger.SubmitAsync([.. targets.Select(target => RequestFor(rollout, target))], rollout.CreatedBy, cancellationToken);
        await database.WriteAsync(
            connection => RolloutTable.SaveOperations(
                connection, rollout.Id, targets.Zip(submitted, (target, submission) => (target.Number, submission.Operation.Id))),
            cancellationToken);
    }

    private static OperationRequest RequestFor(Rollout rollout, RolloutTarget target) => new()
    {
        Kind = rollout.Kind,
        Target = target.Target,
        Parameters = rollout.Parameters,
        GuestLogon = rollout.GuestLogon,
        Timeout = rollout.Timeout,
        IdempotencyKey = $"rollout:{rollout.Id}:{target.Number}",
    };

    private Task<bool> ChangeAsync(Rollout before, Rollout after, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => RolloutTable.TryUpdate(connection, before, after), cancellationToken);

    private async Task WaitAsync(OperationSignals.Subscription changes, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var wait = due - time.GetUtcNow();
        using var alarm = time.CreateTimer(
            _ => changes.Signal.Writer.TryWrite(true), null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await changes.Signal.Reader.ReadAsync(cancellationToken);
    }

    [LoggerMessage(5500, LogLevel.Warning, "Rollout {RolloutId} has stopped: {Reason}")]
    private static partial void LogStopped(ILogger logger, Guid rolloutId, string reason);

    [LoggerMessage(5501, LogLevel.Error, "Rollouts could not be carried on; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
