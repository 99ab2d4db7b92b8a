using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Patches;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.UninstallPatch;

/// <summary>Takes packages back to a version, or off, through the system's own package manager.</summary>
internal sealed class UninstallPatchHandler(IMachine machine, ConnectorFolder folder, OneAtATime patching) : IOperationHandler
{
    public OperationKind Kind => OperationKind.UninstallPatch;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf.Read(start.Parameters, ContractsJson.Default.UninstallPatchParameters);
        PatchRules.Check(parameters);
        if (!machine.IsAdministrator)
        {
            throw new OperationFailedException(PatchErrors.NotPermitted(machine.Account));
        }

        var manager = PatchManagers.ForPackages(machine, folder.OnWindows, parameters.Packages);
        var command = manager.Uninstall(parameters.Packages, parameters.DryRun) ?? throw new OperationFailedException(PatchErrors.NotOffered(
            manager.Name, folder.OnWindows ? "it has no dry run" : "it removes packages or takes them back, and not both in one operation"));
        var result = await patching.RunAsync(
            () => new PatchRun(machine, folder.OnWindows, manager, output).RunAsync(command, parameters.DryRun, parameters.Restart, cancellationToken), cancellationToken);
        return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.PatchResult));
    }
}
