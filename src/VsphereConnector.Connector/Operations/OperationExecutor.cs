using System.Collections.Concurrent;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations;

/// <summary>Runs operations, each once, whether a channel is open or not; the journal knows how they stand.</summary>
internal sealed class OperationExecutor(
    IMachine machine, OperationJournal journal, IReadOnlyList<IOperationHandler> handlers, ChangeSignals changed, ConnectorLog log)
{
    /// <summary>How long the end of the connector waits for operations to be ended; longer than a task may take after SIGTERM.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(8);

    /// <summary>What an operation has at least that goes on after a restart, in seconds: the machine may have been off for long.</summary>
    private const double LeastTimeLeft = 60;

    private readonly ConcurrentDictionary<Guid, RunningOperation> _running = [];

    /// <summary>Starts an operation, unless the journal knows it.</summary>
    public void Start(StartOperation start)
    {
        try
        {
            if (!journal.TryBegin(start.OperationId))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(start.OperationId, JournalError(exception));
            return;
        }

        Run(start, (handler, spool, stopping) => handler.RunAsync(start, spool, stopping));
    }

    /// <summary>Takes up what a restart of the connector has not ended.</summary>
    public void Resume()
    {
        foreach (var entry in journal.GoingOn)
        {
            var left = (entry.Deadline ?? entry.StartedAt) - machine.Time.GetUtcNow();
            var start = new StartOperation { OperationId = entry.OperationId, Kind = entry.GoesOn!.Value, TimeoutSeconds = Math.Max(LeastTimeLeft, left.TotalSeconds) };
            Run(start, (handler, spool, stopping) => handler is IResumingHandler resuming
                ? resuming.ResumeAsync(entry.OperationId, spool, stopping)
                : throw new OperationFailedException(OperationErrors.NotSupported(start.Kind.ToString())));
        }
    }

    /// <summary>Answers an operation that cannot even be begun. Where the journal knows it already, that stands.</summary>
    public void Refuse(Guid operationId, OperationError error) =>
        journal.Refuse(operationId, OperationEnds.Failed(error, machine.Time.GetUtcNow(), outputLength: 0));

    /// <summary>Called when the server has the end of an operation.</summary>
    public Action<Guid>? Confirmed { get; init; }

    /// <summary>The server has the end of an operation on disk.</summary>
    public void Confirm(Guid operationId)
    {
        try
        {
            journal.Confirm(operationId);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Error($"Operation {operationId}: that the server has its end is not in the journal: {exception.Message}");
        }

        Confirmed?.Invoke(operationId);
    }

    /// <summary>Ends an operation. One that has not come yet is remembered as cancelled.</summary>
    public void Cancel(Guid operationId)
    {
        if (_running.TryGetValue(operationId, out var operation))
        {
            operation.Stop(OperationOutcome.Cancelled);
            return;
        }

        try
        {
            if (journal.TryBegin(operationId))
            {
                journal.Finish(operationId, OperationEnds.CancelledBeforeStart(machine.Time.GetUtcNow()));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Error($"Operation {operationId}: the cancellation is not in the journal: {exception.Message}");
        }
    }

    /// <summary>Ends all that runs and records it as interrupted.</summary>
    public async Task StopAsync()
    {
        foreach (var operation in _running.Values)
        {
            operation.Stop(OperationOutcome.Interrupted);
        }

        var all = Task.WhenAll(_running.Values.Select(operation => operation.Task));
        await Task.WhenAny(all, Task.Delay(StopTimeout, machine.Time, CancellationToken.None));
    }

    private void Run(StartOperation start, Func<IOperationHandler, OutputSpool, CancellationToken, Task<HandlerResult>> act)
    {
        var operation = new RunningOperation(start, TimeoutOf(start), machine.Time);
        _running[start.OperationId] = operation;
        operation.Task = RunAsync(operation, act);
    }

    private async Task RunAsync(RunningOperation operation, Func<IOperationHandler, OutputSpool, CancellationToken, Task<HandlerResult>> act)
    {
        await Task.Yield();
        var id = operation.Start.OperationId;
        var path = journal.SpoolPath(id);
        using var spool = new OutputSpool(machine.Files, path, changed.Set, OutputSpool.LengthOf(machine.Files, path));
        var end = await CarryOutAsync(operation, spool, act);
        try
        {
            if (end.Outcome != OperationOutcome.Interrupted || journal.Find(id) is not { GoesOn: not null })
            {
                journal.Finish(id, end);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Error($"Operation {id}: its end is not in the journal: {exception.Message}");
        }

        changed.Set();
        log.Information($"Operation {id} ({operation.Start.Kind}) ended: {end.Outcome}{(end.Error is null ? "" : $", {end.Error.Code}")}.");

        // Last: whoever waits for what runs waits for the lines above, too.
        _running.TryRemove(id, out _);
        operation.Dispose();
    }

    private async Task<JournalEnd> CarryOutAsync(
        RunningOperation operation, OutputSpool spool, Func<IOperationHandler, OutputSpool, CancellationToken, Task<HandlerResult>> act)
    {
        try
        {
            var result = await act(HandlerOf(operation.Start.Kind), spool, operation.Stopping);
            return new JournalEnd
            {
                Outcome = result.Stopped ? operation.StopReason : OperationOutcome.Succeeded,
                Result = result.Result,
                Files = result.Files,
                Error = result.Stopped && operation.StopReason == OperationOutcome.Interrupted
                    ? OperationEnds.Interrupted(machine.Time.GetUtcNow(), spool.Length).Error
                    : null,
                FinishedAt = machine.Time.GetUtcNow(),
                OutputLength = spool.Length,
            };
        }
        catch (OperationFailedException failure)
        {
            return OperationEnds.Failed(failure.Error, machine.Time.GetUtcNow(), spool.Length);
        }
        catch (OperationCanceledException) when (operation.Stopping.IsCancellationRequested)
        {
            return new JournalEnd { Outcome = operation.StopReason, FinishedAt = machine.Time.GetUtcNow(), OutputLength = spool.Length };
        }
        catch (Exception exception)
        {
            // The boundary of an operation: whatever goes wrong in one is its end, not that of the connector.
            log.Error($"Operation {operation.Start.OperationId}: {exception}");
            return OperationEnds.Failed(UnexpectedError(exception), machine.Time.GetUtcNow(), spool.Length);
        }
    }

    private IOperationHandler HandlerOf(OperationKind kind) =>
        handlers.FirstOrDefault(handler => handler.Kind == kind) ?? throw new OperationFailedException(OperationErrors.NotSupported(kind.ToString()));

    private static TimeSpan TimeoutOf(StartOperation start) =>
        TimeSpan.FromSeconds(Math.Clamp(double.IsNaN(start.TimeoutSeconds) ? 0 : start.TimeoutSeconds, 0, RunningOperation.LongestTimeout.TotalSeconds));

    private static OperationError JournalError(Exception exception) => new(
        "journal-not-writable",
        $"The operation was not started, because the connector's journal cannot be written: {exception.Message}",
        "Make room on the endpoint's disk, or make it writable, then submit the operation anew.");

    private static OperationError UnexpectedError(Exception exception) => new(
        "connector-fault",
        $"The connector failed unexpectedly: {exception.GetType().Name}: {exception.Message}",
        "Look into log/vlink.log in the connector's folder and report it.");
}
