using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Operations.RunTask;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>Starts the commands of agents: in the agent's folder, with its environment and its preload library.</summary>
internal sealed class AgentProcesses(IMachine machine, ConnectorFolder folder, AgentFolders folders, LiveSettings live)
{
    private const int StepOutputLimit = 256 * 1024;

    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    public IMachineProcess Start(AgentManifest manifest, AgentCommand command)
    {
        var directory = folders.PathOf(manifest.Name);
        var isAgent = ReferenceEquals(command, manifest.Commands.Start);
        return machine.Processes.Start(new ProcessStart
        {
            Program = ProgramOf(command, directory),
            Arguments = command.Arguments,
            Environment = EnvironmentOf(manifest, directory),
            WorkingDirectory = directory,
            Library = folder.OnWindows && isAgent && manifest.PreloadLibrary is { } library ? PackagePath.Below(directory, library) : null,
            Family = isAgent ? $"agent {directory};" : null,
        });
    }

    /// <summary>Runs a command to its end, what it writes among the output of the operation.</summary>
    /// <exception cref="OperationFailedException">It failed, or took too long.</exception>
    public async Task RunStepAsync(AgentManifest manifest, AgentCommand? command, string step, OutputSpool output, CancellationToken cancellationToken)
    {
        if (command is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(command.TimeoutSeconds), machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var process = Start(manifest, command);
            var (result, stopped) = await new TaskRun(process, output, StepOutputLimit, machine.Time).WaitAsync(either.Token);
            cancellationToken.ThrowIfCancellationRequested();
            if (stopped || result.ExitCode != 0)
            {
                var how = stopped ? $"did not end within {command.TimeoutSeconds} s and was ended" : $"ended with exit code {result.ExitCode}";
                throw new OperationFailedException(AgentErrors.StepFailed(manifest.Name, step, how));
            }
        }
        catch (ProcessStartException exception)
        {
            throw new OperationFailedException(AgentErrors.StepFailed(manifest.Name, step, $"could not be started ({exception.Message})"));
        }
    }

    /// <summary>Whether a command succeeds; what it writes is thrown away.</summary>
    public async Task<bool> SucceedsAsync(AgentManifest manifest, AgentCommand command, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(command.TimeoutSeconds), machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var process = Start(manifest, command);
            using var nowhere = new OutputSpool(machine.Files, "", static () => { });
            var (result, stopped) = await new TaskRun(process, nowhere, 0, machine.Time).WaitAsync(either.Token);
            return !stopped && result.ExitCode == 0;
        }
        catch (ProcessStartException)
        {
            return false;
        }
    }

    private static string ProgramOf(AgentCommand command, string directory) =>
        command.Program.Contains('/') && !command.Program.StartsWith('/') ? PackagePath.Below(directory, command.Program) : command.Program;

    private IReadOnlyDictionary<string, string> EnvironmentOf(AgentManifest manifest, string directory)
    {
        var environment = new Dictionary<string, string>(TempFolder.AddTo(manifest.Environment, live.Current, folder)) { ["AGENT_FOLDER"] = directory };
        if (!folder.OnWindows && manifest.PreloadLibrary is { } library)
        {
            environment["LD_PRELOAD"] = PackagePath.Below(directory, library);
        }

        return environment;
    }
}
