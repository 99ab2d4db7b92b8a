using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Connector.Patches;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.InstallPatch;

/// <summary>Installs patches through the system's own package manager.</summary>
internal sealed class InstallPatchHandler(IMachine machine, ConnectorFolder folder, PackageCache packages, OneAtATime patching) : IOperationHandler
{
    public OperationKind Kind => OperationKind.InstallPatch;

    public async Task<HandlerResult> RunAsync(StartOperation start, OutputSpool output, CancellationToken cancellationToken)
    {
        var parameters = ParametersOf.Read(start.Parameters, ContractsJson.Default.InstallPatchParameters);
        PatchRules.Check(parameters);
        if (!machine.IsAdministrator)
        {
            throw new OperationFailedException(PatchErrors.NotPermitted(machine.Account));
        }

        var result = await patching.RunAsync(
            () => parameters.Sha256 is { } sha256
                ? InstallFileAsync(start.OperationId, sha256, parameters, output, cancellationToken)
                : InstallPackagesAsync(parameters, output, cancellationToken),
            cancellationToken);
        return new(JsonSerializer.SerializeToElement(result, ContractsJson.Default.PatchResult));
    }

    private async Task<PatchResult> InstallPackagesAsync(InstallPatchParameters parameters, OutputSpool output, CancellationToken cancellationToken)
    {
        if (folder.OnWindows)
        {
            throw new OperationFailedException(PatchErrors.NotOffered("Windows", "it installs no updates by name, and not all of them at once"));
        }

        var manager = PatchManagers.ForPackages(machine, onWindows: false, parameters.Packages);
        var run = new PatchRun(machine, onWindows: false, manager, output);
        if (!parameters.DryRun && manager.Refresh is { } refresh)
        {
            await run.ReadAsync(refresh, cancellationToken);
        }

        var wanted = parameters.Packages;
        if (parameters.AllSecurityUpdates && manager.FindSecurityUpdates is { } find)
        {
            wanted = find.Read(await run.ReadAsync(find.Command, cancellationToken));
            if (wanted.Count == 0)
            {
                return new PatchResult { Manager = manager.Name, DryRun = parameters.DryRun, RestartNeeded = manager.NeedsRestart(machine.Files), Notes = ["There are no security updates to install."] };
            }
        }

        var command = wanted.Count > 0 ? manager.Install(wanted, parameters.DryRun) : manager.InstallSecurityUpdates(parameters.DryRun);
        return await run.RunAsync(
            command ?? throw new OperationFailedException(PatchErrors.NotOffered(manager.Name, "it has no command for this")), parameters.DryRun, parameters.Restart, cancellationToken);
    }

    private async Task<PatchResult> InstallFileAsync(
        Guid operationId, string sha256, InstallPatchParameters parameters, OutputSpool output, CancellationToken cancellationToken)
    {
        var manager = PatchManagers.ForFile(machine, folder.OnWindows, parameters.FileName!);
        var directory = ConnectorFolder.Join(folder.Work, operationId.ToString("D"));
        try
        {
            using var package = await packages.FetchAsync(sha256, cancellationToken);

            // Package managers go by the ending, and some read files as an account of their own.
            var path = ConnectorFolder.Join(directory, parameters.FileName!);
            machine.Files.CreateDirectory(folder.Work, FileModes.WorkFolder);
            machine.Files.CreateDirectory(directory, FileModes.Executable);
            machine.Files.CopyAtomically(package.Path, path, FileModes.Readable);
            var command = manager.InstallFile(path, parameters.DryRun)
                ?? throw new OperationFailedException(PatchErrors.NotOffered(manager.Name, "it has no dry run"));
            return await new PatchRun(machine, folder.OnWindows, manager, output).RunAsync(command, parameters.DryRun, parameters.Restart, cancellationToken);
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            throw new OperationFailedException(TransferErrors.DiskFull(folder.Work));
        }
        finally
        {
            machine.Files.Delete(directory);
            packages.Forget(sha256);
        }
    }
}
