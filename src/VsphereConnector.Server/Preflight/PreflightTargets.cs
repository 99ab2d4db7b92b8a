using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Preflight;

/// <summary>Finds the virtual machines that targets stand for; containers stand for all machines below them.</summary>
internal sealed class PreflightTargets(VirtualMachineCatalog catalog, VCenters vCenters, VisibilityReader visibility)
{
    /// <summary>So many machines are looked at.</summary>
    public const int MostMachines = 1000;

    /// <summary>The machines that the caller may see, each once.</summary>
    /// <exception cref="RequestProblemException">The caller's session has ended, or vCenter does not answer as it should.</exception>
    public async Task<ResolvedTargets> ResolveAsync(Caller caller, IReadOnlyList<PreflightTarget> targets, CancellationToken cancellationToken)
    {
        var seen = await visibility.OfAsync(caller, cancellationToken);
        var inventory = await catalog.ListKnownAsync(null, cancellationToken);
        var machines = new Dictionary<(string VCenter, string MoRef), PreflightMachine>();
        var unresolved = new List<UnresolvedTarget>();
        foreach (var target in targets)
        {
            try
            {
                var meant = target.Entity is null ? [Named(inventory, target)] : await BelowAsync(inventory, target, cancellationToken);
                foreach (var machine in OnlySeen(meant, seen))
                {
                    machines.TryAdd((machine.Machine.VCenter, machine.Machine.Reference.Value), machine);
                }
            }
            catch (OperationException exception)
            {
                unresolved.Add(new UnresolvedTarget(target.ToString(), exception.Error.Code, exception.Error.Message, exception.Error.Remedy));
            }
        }

        return new ResolvedTargets([.. machines.Values.Take(MostMachines)], unresolved, machines.Count > MostMachines);
    }

    // Below a container some may be hidden; where all are, this says so.
    private static IReadOnlyList<PreflightMachine> OnlySeen(IReadOnlyList<PreflightMachine> meant, Visibility seen)
    {
        IReadOnlyList<PreflightMachine> shown = seen.IsLimited ? [.. meant.Where(machine => seen.Sees(machine.Machine))] : meant;
        return shown.Count > 0 || meant.Count == 0
            ? shown
            : throw new OperationException(new OperationError(
                PreflightCode.UserMayNot.Name, $"You lack {PluginPrivilege.View} on what is selected.", PreflightCode.UserMayNot.Remedy!));
    }

    private PreflightMachine Named(InventoryList inventory, PreflightTarget target)
    {
        var machine = catalog.Find(inventory, OperationTarget.VirtualMachine(target.VirtualMachine, target.VCenter));
        return new PreflightMachine(machine, inventory.Snapshots.First(snapshot => snapshot.VCenter == machine.VCenter).Tree);
    }

    private async Task<IReadOnlyList<PreflightMachine>> BelowAsync(
        InventoryList inventory, PreflightTarget target, CancellationToken cancellationToken)
    {
        var entity = target.Entity!;
        var name = (await vCenters.FindAsync(entity.VCenter, cancellationToken))?.Name;
        if (inventory.Snapshots.FirstOrDefault(known => known.VCenter == name) is not { } snapshot)
        {
            throw new OperationException(new OperationError(
                "vcenter-unknown", $"No vCenter with the id {entity.VCenter} answers.",
                "Add it to VCenters in the server's configuration; where it is there, see that it can be reached."));
        }

        return snapshot.Knows(entity.Reference)
            ? [.. snapshot.Below(entity.Reference).Select(machine => new PreflightMachine(machine, snapshot.Tree))]
            : throw new OperationException(new OperationError(
                "object-unknown", $"There is no {entity.Reference.Type} {entity.Reference.Value} in {snapshot.VCenter}.",
                "Select it again; it was removed, or this server's account may not see it."));
    }
}

/// <summary>A virtual machine and the tree that it is in.</summary>
internal sealed record PreflightMachine(VirtualMachine Machine, InventoryTree Tree);

/// <summary>The virtual machines that targets stand for, each once, and the targets that stand for none.</summary>
internal sealed record ResolvedTargets(IReadOnlyList<PreflightMachine> Machines, IReadOnlyList<UnresolvedTarget> Unresolved, bool Truncated);
