using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight.Guests;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Preparation;

/// <summary>
/// The look at a virtual machine by guest operations, with the logon that an installation would have. These read only what is in a file: the script
/// lies in a folder of its own in the system's temp folder and leaves there what it wrote; the folder is removed again, whatever happens. Into Linux
/// goes a script alone, into Windows the connector's program too: nothing that all Windows have sees as much, and whether it starts is seen first.
/// </summary>
internal sealed class GuestOperationsLook(
    VirtualMachineCatalog catalog, GuestEntrance entrance, DeploymentBudget budget, GuestLogons logons, LogonAttempts attempts, InstallationKit kit)
{
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(45);

    /// <exception cref="OperationException">No logon is for the machine, the folder cannot be made, or the program does not start.</exception>
    /// <exception cref="ObstacleException">It cannot be worked on now.</exception>
    /// <exception cref="VimException">vCenter, the ESXi host or the guest said no.</exception>
    /// <exception cref="FormatException">The script did not come to its end.</exception>
    public async Task<GuestReport> LookAsync(OperationRun run, Func<GuestSystem, GuestQuestion> ask, CancellationToken cancellationToken)
    {
        // What a run before this one left is removed, also where this one is to stop.
        var opening = run.Operation.Checkpoint is null ? cancellationToken : CancellationToken.None;
        var machine = await catalog.FindAsync(run.Operation.Target, opening);
        var logon = await logons.ForAsync(run, machine, opening);
        await attempts.DemandAsync(logon, machine, opening);
        using var place = await run.WaitOutsideTimeoutAsync(waiting => budget.EnterAsync(machine.VCenter, machine.Host, machine.Reference.Value, waiting), opening);
        await run.BeginAttemptAsync(OperationChannel.GuestOperations, opening);
        var access = await entrance.OpenAsync(run, machine, ReadinessGate.JudgeForInstallation, opening);
        var guest = access.WorkspaceOf(logon, attempts);
        var folder = TempFolders.WorkFolder(guest.System, guest.System == GuestSystem.Windows ? Locations.WindowsTempFolder : Locations.FallbackTempFolder, run.Operation.Id);
        await run.SaveCheckpointAsync(
            new DeploymentCheckpoint { RunId = run.Operation.Id, Road = guest.Road, Folders = [folder] }, DeploymentJson.Default.DeploymentCheckpoint, opening);
        try
        {
            var spool = await RunAsync(run, guest, folder, ask(guest.System), cancellationToken);
            return spool.ExitCode == InstallExitCodes.Success
                ? GuestReport.Parse(spool.Output)
                : throw new OperationException(DeploymentErrors.FromExitCode(spool.ExitCode, machine.Name, spool.LastLine));
        }
        catch (WorkspaceRefusedException refused)
        {
            throw new OperationException(CheckErrors.NoFolder(machine.Name, guest.System.FolderOf(folder), refused.Message));
        }
        finally
        {
            await RemoveAsync(run, guest, folder);
        }
    }

    private async Task<InstallSpool> RunAsync(OperationRun run, GuestWorkspace guest, string folder, GuestQuestion question, CancellationToken cancellationToken)
    {
        await guest.ProveLogonAsync(
            run,
            async () =>
            {
                await guest.RemoveAsync(folder, cancellationToken);
                await guest.MakeFolderAsync(folder, CancellationToken.None); // broken off, it might be made after it was removed
                return folder;
            },
            cancellationToken);
        await UploadAsync(run, guest, folder, question, cancellationToken);
        var runner = await guest.StartAsync(folder, cancellationToken);
        await run.ReportAsync("look", $"Looks at the machine, with {guest.Logon}.", 50, cancellationToken: cancellationToken);
        for (var look = 1; !await guest.HasEndedAsync(folder, runner.ProcessId, cancellationToken); look++)
        {
            await Task.Delay(kit.Polls.Delay(look), kit.Time, cancellationToken);
        }

        return await guest.ReadSpoolAsync(folder, cancellationToken) ?? throw new FormatException("The script left nothing.");
    }

    private async Task UploadAsync(OperationRun run, GuestWorkspace guest, string folder, GuestQuestion question, CancellationToken cancellationToken)
    {
        if (guest.System == GuestSystem.Windows)
        {
            foreach (var file in (await kit.MakeLookAsync(run.Operation.Id, question)).Files)
            {
                await guest.UploadAsync(file, folder, cancellationToken);
            }

            return;
        }

        using var script = new MemoryStream(GuestScript.Check.AsRun(run.Operation.Id, question.Arguments));
        await guest.UploadAsync(script, guest.System.ScriptIn(folder), cancellationToken);
    }

    // On its own time: what the run was given may be used up.
    private async Task RemoveAsync(OperationRun run, GuestWorkspace guest, string folder)
    {
        using var patience = new CancellationTokenSource(RemovalPatience, kit.Time);
        try
        {
            await guest.RemoveAsync(folder, patience.Token);
        }
        catch (Exception exception) when (exception is VimException or OperationException or OperationCanceledException)
        {
            await run.ReportAsync(
                "clean-up", $"{folder} may be left in the guest: {exception.Message}", level: EventLevel.Warning, cancellationToken: CancellationToken.None);
        }
    }
}
