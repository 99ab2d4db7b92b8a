using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Runs a script, a program or a workflow of these (<see cref="RunTaskParameters"/>) and keeps what it writes.</summary>
internal sealed class RunTaskHandler(IMachine machine, ConnectorFolder folder, LiveSettings live, PackageCache packages) : IOperationHandler
{
    public OperationKind Kind => OperationKind.RunTask;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var task = RunTaskValidation.Read(start.Parameters);
        var runner = new TaskStepRunner(machine, folder, live, packages, start.OperationId, task, output);
        var (result, stopped) = task.Steps.Count > 0
            ? await new TaskWorkflow(runner, output, machine.Time).RunAsync(task.Steps, cancellationToken)
            : await runner.RunAsync(RunTaskValidation.SingleStep(task), cancellationToken);
        var family = TaskStepRunner.FamilyOf(start.OperationId);
        if (stopped)
        {
            machine.Processes.EndFamily(family);
        }
        else if (machine.Processes.FindFamily(family) is { Count: > 0 } left)
        {
            result = result with { StillRunning = left };
        }

        return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.RunTaskResult), stopped);
    }
}
