using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Runs a program or a script (<see cref="RunTaskParameters"/>) and keeps what it writes.</summary>
internal sealed class RunTaskHandler(IMachine machine, ConnectorFolder folder, LiveSettings live) : IOperationHandler
{
    public OperationKind Kind => OperationKind.RunTask;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = RunTaskValidation.Read(start.Parameters);
        machine.Files.CreateDirectory(folder.Work, FileModes.WorkFolder);
        var script = parameters.Script is null ? null : ConnectorFolder.Join(folder.Work, $"{start.OperationId:D}{(folder.OnWindows ? ".cmd" : ".sh")}");
        try
        {
            if (script is not null)
            {
                WriteScript(script, parameters);
            }

            await using var process = Start(parameters, script);
            var task = new TaskRun(process, output, parameters.OutputLimit, machine.Time);
            var (result, stopped) = await task.WaitAsync(cancellationToken);
            return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.RunTaskResult), stopped);
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
        }
    }

    private void WriteScript(string path, RunTaskParameters parameters)
    {
        machine.Files.WriteAtomically(path, Encoding.UTF8.GetBytes(parameters.Script!), FileModes.PrivateExecutable);
        if (parameters.RunAs is { } account && account != machine.Account)
        {
            machine.Files.SetOwner(path, account);
        }
    }

    private IMachineProcess Start(RunTaskParameters parameters, string? script)
    {
        var start = new ProcessStart
        {
            Program = parameters.Program ?? parameters.Interpreter ?? (folder.OnWindows ? "cmd.exe" : "/bin/sh"),
            Arguments = script is null ? parameters.Arguments : [.. InterpreterSwitches(parameters), script, .. parameters.Arguments],
            Environment = TempFolder.AddTo(parameters.Environment, live.Current, folder),
            WorkingDirectory = parameters.WorkingDirectory ?? folder.Work,
            RunAs = parameters.RunAs,
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

    private string[] InterpreterSwitches(RunTaskParameters parameters) => folder.OnWindows && parameters.Interpreter is null ? ["/d", "/c"] : [];
}
