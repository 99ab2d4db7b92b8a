using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Guest;

namespace VsphereConnector.Server.Deployment;

/// <summary>The way into a guest: the vCenter's session, what it tells of the guest just now, and the managers of guest operations.</summary>
internal sealed class GuestEntrance(VCenters vCenters, RepeatableReads reads, TimeProvider time)
{
    /// <param name="run">Where the readiness is recorded.</param>
    /// <param name="machine">The virtual machine.</param>
    /// <param name="gate">Says why the guest cannot be worked on; null lets everything pass, for cleaning up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObstacleException">The gate is closed.</exception>
    public async Task<GuestAccess> OpenAsync(
        OperationRun run, VirtualMachine machine, Func<GuestFacts, Obstacle?>? gate, CancellationToken cancellationToken)
    {
        var client = await vCenters.Get(machine.VCenter).ConnectAsync(cancellationToken);
        var facts = await reads.RunAsync(async reading => await GuestFacts.ReadAsync(client, machine.Reference, reading), cancellationToken);
        if (gate?.Invoke(facts) is { } obstacle)
        {
            throw new ObstacleException(obstacle);
        }

        if (gate is not null)
        {
            var known = facts.GuestOperationsReady is null ? "vCenter does not tell whether guest operations are ready; trying them" : "Guest operations are ready";
            await run.ReportAsync("readiness", $"{known}: {facts.Name} on {facts.HostName ?? "an unnamed host"}.", 5, cancellationToken: cancellationToken);
        }

        return new GuestAccess(client, await client.GuestOperationsManager.GetManagersAsync(cancellationToken), machine, facts, time);
    }
}

/// <summary>An open way into a guest.</summary>
internal sealed record GuestAccess(VimClient Client, GuestManagers Managers, VirtualMachine Machine, GuestFacts Facts, TimeProvider Time)
{
    /// <param name="logon">The account in the guest.</param>
    /// <param name="attempts">Counts what the guest says to it.</param>
    /// <param name="place">What is held of the budget; null for the little that goes beside it.</param>
    public GuestWorkspace WorkspaceOf(GuestLogon logon, LogonAttempts attempts, DeploymentPlace? place = null) => new(this, logon, attempts, place);
}
