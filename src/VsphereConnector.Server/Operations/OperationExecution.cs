using System.Globalization;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>Has the right runner carry one claimed operation out, and writes down how that ended.</summary>
internal sealed partial class OperationExecution(
    IEnumerable<IOperationRunner> _runners,
    OperationLeases leases,
    OperationJournal journal,
    TimeProvider time,
    ILogger<OperationExecution> logger)
{
    private readonly List<IOperationRunner> _runners = [.. _runners];

    public async Task ExecuteAsync(Operation operation, RunClock clock)
    {
        StopWhatIsOver(operation, clock);
        var end = await RunAsync(operation, clock);
        var (change, note) = Describe(operation, end, clock.StopReason);
        if (clock.StopReason != StopReason.LeaseLost && !await leases.FinishAsync(operation, change, note, CancellationToken.None))
        {
            LogLeaseLost(logger, operation.Id);
        }
    }

    private void StopWhatIsOver(Operation operation, RunClock clock)
    {
        if (operation.CancelRequestedAt is not null)
        {
            clock.Stop(StopReason.CancelRequested);
        }
        else if (operation.Deadline <= time.GetUtcNow())
        {
            clock.Stop(StopReason.TimedOut);
        }
    }

    /// <summary>Null: it stopped because its token fired.</summary>
    private async Task<OperationEnd?> RunAsync(Operation operation, RunClock clock)
    {
        if (clock.StopReason != StopReason.None && operation.Checkpoint is null)
        {
            return null;
        }

        if (_runners.Find(candidate => candidate.Carries(operation.Kind)) is not { } runner)
        {
            return new OperationEnd.Failed(OperationErrors.NotCarried(operation.Kind));
        }

        try
        {
            var run = new OperationRun(operation, journal, clock);
            var end = await runner.RunAsync(run, clock.Token);
            var isToEnd = clock.StopReason is StopReason.CancelRequested or StopReason.TimedOut;

            // It gave up for now just when it was asked to end: it is called once more to clean up, as one that waits.
            return end is OperationEnd.RetryAt && isToEnd && run.Operation.Checkpoint is not null ? await runner.RunAsync(run, clock.Token) : end;
        }
        catch (OperationCanceledException) when (clock.StopReason != StopReason.None)
        {
            return null;
        }
        catch (LeaseLostException)
        {
            clock.Stop(StopReason.LeaseLost);
            return null;
        }
#pragma warning disable CA1031 // A defect in a runner must not end the worker: it is recorded on the operation.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogRunnerFailed(logger, operation.Id, operation.Kind, exception);
            return new OperationEnd.Failed(OperationErrors.Internal(operation.Id, exception));
        }
    }

    private static (OperationChange Change, RunNote Note) Describe(Operation operation, OperationEnd? end, StopReason reason) =>
        (end, reason) switch
        {
            (OperationEnd.Succeeded succeeded, _) => (
                new OperationChange.Succeed(succeeded.Result),
                new RunNote(EventLevel.Information, "succeeded", "Carried out.", AttemptOutcome.Succeeded)),
            (OperationEnd.Failed failed, _) => Failure(failed.Error, failed.Result),
            (OperationEnd.Cancelled, _) or (_, StopReason.CancelRequested) => (
                new OperationChange.AcknowledgeCancel((end as OperationEnd.Cancelled)?.Result),
                new RunNote(EventLevel.Warning, "cancelled", "Ended as asked.", AttemptOutcome.Cancelled)),
            (_, StopReason.TimedOut) => Failure(OperationErrors.TimedOut(operation)),
            (_, StopReason.ShuttingDown or StopReason.LeaseLost) => (
                new OperationChange.Release(),
                new RunNote(EventLevel.Warning, "server-stopping", "The server stops; the next one goes on from here.")),
            (OperationEnd.RetryAt retry, _) => (
                new OperationChange.Retry(retry.When, retry.Reason, retry.RestartsTimeout),
                new RunNote(
                    retry.IsWaiting ? EventLevel.Information : EventLevel.Warning,
                    "waiting",
                    Waiting(retry),
                    retry.IsWaiting ? AttemptOutcome.Waited : AttemptOutcome.Retried,
                    retry.Reason)),
            _ => throw new InvalidOperationException($"A run of {operation.Kind} ended without saying how."),
        };

    private static (OperationChange Change, RunNote Note) Failure(OperationError error, JsonElement? result = null) => (
        new OperationChange.Fail(error, result),
        new RunNote(EventLevel.Error, error.Code, $"{error.Message} {error.Remedy}", AttemptOutcome.Failed, error));

    private static string Waiting(OperationEnd.RetryAt retry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{retry.Reason.Message}{(retry.RestartsTimeout ? $" {retry.Reason.Remedy}" : "")} Next try at {retry.When.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC at the latest.");

    [LoggerMessage(1010, LogLevel.Error, "Operation {OperationId} ({Kind}) failed unexpectedly")]
    private static partial void LogRunnerFailed(ILogger logger, Guid operationId, OperationKind kind, Exception exception);

    [LoggerMessage(1011, LogLevel.Warning, "Operation {OperationId} was taken over by another worker; what this one did is not recorded")]
    private static partial void LogLeaseLost(ILogger logger, Guid operationId);
}
