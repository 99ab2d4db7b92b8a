using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Runs a script or a program to its end, and keeps what it writes.</summary>
internal sealed class TaskStepRunner(
    IMachine machine, ConnectorFolder folder, LiveSettings live, PackageCache packages, Guid operationId, RunTaskParameters task, OutputSpool output)
{
    private readonly IReadOnlyCollection<string> _secrets = [.. task.SecretEnvironment.Values];

    private int _started;

    /// <summary>The name by which the processes of a task are known.</summary>
    public static string FamilyOf(Guid operationId) => $"task {operationId:D};";

    /// <exception cref="OperationFailedException">It could not be started.</exception>
    public async Task<(RunTaskResult Result, bool Stopped)> RunAsync(TaskStep step, CancellationToken cancellationToken)
    {
        var interpreter = step.Interpreter ?? Interpreters.Default(folder.OnWindows);
        var script = step.Program is not null ? null : ConnectorFolder.Join(folder.Work, $"{operationId:D}{Interpreters.Of(interpreter).Ending}");
        try
        {
            machine.Files.CreateDirectory(folder.Work, FileModes.WorkFolder);
            if (script is not null)
            {
                await WriteScriptAsync(script, step, cancellationToken);
            }

            await using var process = Start(step, interpreter, script);
            return await new TaskRun(process, output, task.OutputLimit, machine.Time, tap: null, _secrets).WaitAsync(cancellationToken);
        }
        catch (UnknownAccountException exception)
        {
            throw new OperationFailedException(RunTaskErrors.UnknownAccount(exception.Account));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OperationFailedException(RunTaskErrors.CannotPrepare(exception));
        }
        finally
        {
            if (script is not null)
            {
                machine.Files.Delete(script);
            }

            if (step.ScriptSha256 is { } sha256)
            {
                packages.Forget(sha256);
            }
        }
    }

    private async Task WriteScriptAsync(string path, TaskStep step, CancellationToken cancellationToken)
    {
        if (step.ScriptSha256 is { } sha256)
        {
            using var package = await packages.FetchAsync(sha256, cancellationToken);
            machine.Files.CopyAtomically(package.Path, path, FileModes.PrivateExecutable);
        }
        else
        {
            machine.Files.WriteAtomically(path, Encoding.UTF8.GetBytes(step.Script!), FileModes.PrivateExecutable);
        }

        if (step.RunAs is { } account && account != machine.Account)
        {
            machine.Files.SetOwner(path, account);
        }
    }

    private IMachineProcess Start(TaskStep step, string interpreter, string? script)
    {
        var start = new ProcessStart
        {
            Program = step.Program ?? interpreter,
            Arguments = script is null ? step.Arguments : [.. Interpreters.Of(interpreter).Switches, script, .. step.Arguments],
            Environment = TempFolder.AddTo(EnvironmentOf(step), live.Current, folder),
            WorkingDirectory = step.WorkingDirectory ?? folder.Work,
            RunAs = step.RunAs,
            Family = $"{FamilyOf(operationId)}{++_started};",
        };
        try
        {
            return machine.Processes.Start(start);
        }
        catch (ProcessStartException exception)
        {
            throw new OperationFailedException(RunTaskErrors.CannotStart(exception, isInterpreter: script is not null));
        }
    }

    private Dictionary<string, string> EnvironmentOf(TaskStep step)
    {
        var environment = new Dictionary<string, string>(task.Environment);
        foreach (var (name, value) in step.Environment.Concat(task.SecretEnvironment))
        {
            environment[name] = value;
        }

        return environment;
    }
}
