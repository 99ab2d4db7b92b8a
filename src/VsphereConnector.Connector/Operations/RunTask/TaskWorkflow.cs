using VsphereConnector.Connector.Journal;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Runs steps one after the other, those whose condition is met, until one fails that may not.</summary>
internal sealed class TaskWorkflow(TaskStepRunner runner, OutputSpool output, TimeProvider time)
{
    private readonly List<TaskStepResult> _results = [];

    private (long Output, long Error, bool OutputCut, bool ErrorCut) _total;

    public async Task<(RunTaskResult Result, bool Stopped)> RunAsync(IReadOnlyList<TaskStep> steps, CancellationToken cancellationToken)
    {
        var (exitCode, hasEnded, stopped) = (0, false, false);
        foreach (var step in steps)
        {
            if (hasEnded || !IsMet(step.When))
            {
                _results.Add(new() { Name = step.Name, State = TaskStepState.Skipped, OutputFrom = output.Length, OutputTo = output.Length });
                continue;
            }

            var result = await RunAsync(step, cancellationToken);
            _results.Add(result);
            exitCode = result.ExitCode ?? RunTaskErrors.NotStartedExitCode;
            stopped = cancellationToken.IsCancellationRequested;
            hasEnded = stopped || (result.State != TaskStepState.Succeeded && !step.ContinueOnError);
        }

        var all = new RunTaskResult
        {
            ExitCode = exitCode,
            OutputBytes = _total.Output,
            ErrorBytes = _total.Error,
            OutputCut = _total.OutputCut,
            ErrorCut = _total.ErrorCut,
            Steps = _results,
        };
        return (all, stopped);
    }

    private async Task<TaskStepResult> RunAsync(TaskStep step, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(step.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var (started, from) = (time.GetTimestamp(), output.Length);
        var result = new TaskStepResult { Name = step.Name, State = TaskStepState.Failed, OutputFrom = from };
        try
        {
            var (run, stopped) = await runner.RunAsync(step, either.Token);
            Add(run);
            result = result with
            {
                ExitCode = run.ExitCode,
                OutputCut = run.OutputCut || run.ErrorCut,
                State = stopped ? TaskStepState.TimedOut : step.SuccessExitCodes.Contains(run.ExitCode) ? TaskStepState.Succeeded : TaskStepState.Failed,
            };
        }
        catch (OperationFailedException failure)
        {
            result = result with { Error = failure.Error };
        }

        return result with { OutputTo = output.Length, Seconds = time.GetElapsedTime(started).TotalSeconds };
    }

    private bool IsMet(StepCondition? condition) => condition is null
        || (_results.Find(result => result.Name == condition.Step)?.ExitCode is { } code && condition.ExitCodes.Contains(code) != condition.Not);

    private void Add(RunTaskResult run) => _total = (
        _total.Output + run.OutputBytes, _total.Error + run.ErrorBytes, _total.OutputCut || run.OutputCut, _total.ErrorCut || run.ErrorCut);
}
