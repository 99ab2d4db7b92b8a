using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Fleet;

/// <summary>Lists of virtual machines with what is known of their connectors, a page at a time.</summary>
internal sealed class VirtualMachineLists(VirtualMachineCatalog catalog, VCenters vCenters, Database database)
{
    private static readonly IReadOnlyDictionary<string, ConnectorSummary> NoConnectors = new Dictionary<string, ConnectorSummary>();

    /// <summary>Some of what the query asks for, with their rows.</summary>
    /// <param name="vCenter">The configured name of one vCenter; null for all.</param>
    /// <param name="below">A container whose virtual machines alone are meant; null for all.</param>
    /// <param name="sees">Which of them the caller may see.</param>
    /// <param name="query">Which of them, in which order.</param>
    /// <param name="skip">How many come before the page.</param>
    /// <param name="take">The most on the page.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<VirtualMachinePage> ReadAsync(
        string? vCenter,
        ManagedObjectReference? below,
        Visibility sees,
        VirtualMachineQuery query,
        int skip,
        int take,
        CancellationToken cancellationToken)
    {
        var inventory = await catalog.ListAsync(vCenter, cancellationToken);
        var trees = inventory.Snapshots.ToDictionary(snapshot => snapshot.VCenter, snapshot => snapshot.Tree);
        var machines = InOrder([.. inventory.Snapshots.Select(snapshot => below is null ? snapshot.VirtualMachines : snapshot.Below(below))]);
        if (sees.IsLimited)
        {
            machines = [.. machines.Where(sees.Sees)];
        }

        return await database.ReadAsync(
            connection =>
            {
                var connectors = query.AsksForConnectors ? FleetTable.Connectors(connection) : NoConnectors;
                var found = query.Apply(machines, connectors, machine => trees[machine.VCenter].Find(machine.Host)?.Name);
                var page = found.Skip(skip).Take(take).ToList();
                var rows = FleetTable.Rows(connection, page.Select(machine => machine.InstanceUuid));
                return new VirtualMachinePage(
                    [.. page.Select(machine => ListedVirtualMachine.Of(machine, trees[machine.VCenter], rows))], found.Count, inventory.Unreachable);
            },
            cancellationToken);
    }

    /// <summary>One virtual machine; null where the vCenter has none of this id.</summary>
    public async Task<ListedVirtualMachine?> FindAsync(string vCenter, string moRef, CancellationToken cancellationToken)
    {
        var inventory = await catalog.ListAsync(vCenter, cancellationToken);
        return inventory.Snapshots is [var snapshot] && snapshot.Find(moRef) is { } machine
            ? (await ReadRowsAsync([(machine, snapshot.Tree)], cancellationToken))[0]
            : null;
    }

    /// <summary>These virtual machines with their rows.</summary>
    public Task<IReadOnlyList<ListedVirtualMachine>> ReadRowsAsync(
        IReadOnlyList<(VirtualMachine Machine, InventoryTree Tree)> machines, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ListedVirtualMachine>>(
            connection =>
            {
                var rows = FleetTable.Rows(connection, machines.Select(entry => entry.Machine.InstanceUuid));
                return [.. machines.Select(entry => ListedVirtualMachine.Of(entry.Machine, entry.Tree, rows))];
            },
            cancellationToken);

    /// <summary>The configured name of an object's vCenter; null where none is that one.</summary>
    public async Task<string?> VCenterOfAsync(ClientObject entity, CancellationToken cancellationToken) =>
        (await vCenters.FindAsync(entity.VCenter, cancellationToken))?.Name;

    private static IReadOnlyList<VirtualMachine> InOrder(IReadOnlyList<IReadOnlyList<VirtualMachine>> lists) =>
        lists is [var only] ? only : [.. lists.SelectMany(list => list).Order(InventorySnapshot.ByName)];
}

/// <summary>A virtual machine, where it is, and what is known of its connector.</summary>
internal sealed record ListedVirtualMachine(VirtualMachine Machine, VirtualMachinePlace Place, FleetRow? Row)
{
    public static ListedVirtualMachine Of(VirtualMachine machine, InventoryTree tree, IReadOnlyDictionary<string, FleetRow> rows) =>
        new(machine, VirtualMachinePlace.Of(machine, tree), rows.GetValueOrDefault(machine.InstanceUuid));
}

/// <summary>A page of virtual machines, how many there are in all, and which vCenters did not answer.</summary>
internal sealed record VirtualMachinePage(IReadOnlyList<ListedVirtualMachine> Items, int Total, IReadOnlyList<UnreachableVCenter> Unreachable);
