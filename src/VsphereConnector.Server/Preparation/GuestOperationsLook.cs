using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight.Guests;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Preparation;

/// <summary>The look at a virtual machine by guest operations, with the logon that an installation would have.</summary>
internal sealed class GuestOperationsLook(
    VirtualMachineCatalog catalog, GuestEntrance entrance, DeploymentBudget budget, GuestLogons logons, LogonAttempts attempts, InstallationKit kit)
{
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
        return await new LookRun(run, machine.Name, guest, kit).RunAsync(ask(guest.System), opening, cancellationToken);
    }
}
