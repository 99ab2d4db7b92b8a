using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Operations.RunTask;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>An agent that is meant to run: it is started, and again after a pause when it ends by itself, so many times in a day.</summary>
internal sealed class SupervisedAgent(IMachine machine, AgentFolders folders, AgentProcesses processes, AgentLog output, ConnectorLog log, AgentRecord agent)
    : IAsyncDisposable
{
    /// <summary>One that ran so long begins anew with short pauses.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan StatusPoll = TimeSpan.FromSeconds(1);

    private const int DefaultStartSeconds = 2, DefaultReadySeconds = 30, DefaultStopSeconds = 10;

    private readonly CancellationTokenSource _stopping = new();
    private AgentRecord _agent = agent;
    private Task _supervising = Task.CompletedTask;
    private volatile IMachineProcess? _process;
    private Task _draining = Task.CompletedTask;

    public AgentRecord Agent => _agent;

    public AgentState State => _process is { Exited.IsCompleted: false } ? AgentState.Running
        : _supervising.IsCompleted ? AgentState.GivenUp
        : AgentState.Waiting;

    /// <summary>Starts it and watches the start; only one that started well is supervised.</summary>
    /// <exception cref="OperationFailedException">It did not start well, and does not run.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Launch();
            await WatchStartAsync(cancellationToken);
        }
        catch (ProcessStartException exception)
        {
            throw new OperationFailedException(AgentErrors.NotStarted(_agent.Name, exception));
        }
        catch
        {
            await EndAsync(TimeSpan.Zero);
            throw;
        }

        _supervising = SuperviseAsync();
    }

    /// <summary>Starts it as often as it may: nobody waits for the outcome.</summary>
    public void StartInBackground()
    {
        TryLaunch();
        _supervising = SuperviseAsync();
    }

    /// <summary>Ends it; what it started is ended with it.</summary>
    public async Task StopAsync(TimeSpan mostGrace)
    {
        await _stopping.CancelAsync();
        await _supervising;
        var grace = TimeSpan.FromSeconds(_agent.Manifest.Limits.StopSeconds ?? DefaultStopSeconds);
        await EndAsync(grace < mostGrace ? grace : mostGrace);
    }

    public async ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }

    private void Launch()
    {
        var process = processes.Start(_agent.Manifest, _agent.Manifest.Commands.Start);
        _draining = Task.WhenAll(output.DrainAsync(process.Output), output.DrainAsync(process.Error));
        _process = process;
        Record(record => record with { ProcessId = process.Id, ProcessStartedAt = machine.Processes.StartTimeOf(process.Id), IsGivenUp = false });
    }

    private bool TryLaunch()
    {
        try
        {
            Launch();
            return true;
        }
        catch (ProcessStartException exception)
        {
            log.Warning($"The agent '{_agent.Name}' could not be started: {exception.Message}");
            return false;
        }
    }

    private async Task WatchStartAsync(CancellationToken cancellationToken)
    {
        var status = _agent.Manifest.Commands.Status;
        var limit = TimeSpan.FromSeconds(_agent.Manifest.Limits.StartSeconds ?? (status is null ? DefaultStartSeconds : DefaultReadySeconds));
        var started = machine.Time.GetTimestamp();
        while (status is null || !await processes.SucceedsAsync(_agent.Manifest, status, cancellationToken))
        {
            var left = limit - machine.Time.GetElapsedTime(started);
            var pause = status is null || left < StatusPoll ? left : StatusPoll;
            await Task.WhenAny(_process!.Exited, Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, machine.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (_process.Exited.IsCompleted)
            {
                throw new OperationFailedException(AgentErrors.NotStarted(_agent.Name, $"it ended at once with exit code {await _process.Exited}."));
            }

            if (status is null)
            {
                return;
            }

            if (left <= TimeSpan.Zero)
            {
                throw new OperationFailedException(AgentErrors.NotStarted(_agent.Name, $"its status command did not succeed within {limit.TotalSeconds} s."));
            }
        }
    }

    private async Task SuperviseAsync()
    {
        var failures = 0;
        while (true)
        {
            var started = machine.Time.GetTimestamp();
            try
            {
                if (_process is { } process)
                {
                    var exitCode = await process.Exited.WaitAsync(_stopping.Token);
                    log.Warning($"The agent '{_agent.Name}' ended by itself with exit code {exitCode}.");
                    Record(record => record with { LastExitCode = exitCode });
                    await EndAsync(TimeSpan.Zero);
                }

                failures = machine.Time.GetElapsedTime(started) > Stable ? 0 : failures + 1;
                if (!MayStartAgain())
                {
                    return;
                }

                await Task.Delay(BackOff.Ceiling(failures - 1), machine.Time, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            TryLaunch();
        }
    }

    private bool MayStartAgain()
    {
        if (_agent.WithRestart(machine.Time.GetUtcNow()) is { } again)
        {
            Record(record => record with { Restarts = again.Restarts });
            return true;
        }

        log.Error($"The agent '{_agent.Name}' ended more than {_agent.MostRestarts} times in 24 hours; it is not started again by itself.");
        Record(record => record with { IsGivenUp = true });
        return false;
    }

    private async Task EndAsync(TimeSpan grace)
    {
        if (_process is not { } process)
        {
            return;
        }

        process.TerminateTree(force: false);
        if (grace > TimeSpan.Zero)
        {
            await Task.WhenAny(process.Exited, Task.Delay(grace, machine.Time));
        }

        process.TerminateTree(force: true);
        await process.Exited;
        await Task.WhenAny(_draining, Task.Delay(TaskRun.DrainGrace, machine.Time));
        _process = null;
        await process.DisposeAsync();
    }

    /// <summary>What the disk does not take is remembered all the same.</summary>
    private void Record(Func<AgentRecord, AgentRecord> change)
    {
        _agent = change(_agent);
        try
        {
            folders.Update(_agent.Name, change);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warning($"What became of the agent '{_agent.Name}' could not be written down: {exception.Message}");
        }
    }
}
