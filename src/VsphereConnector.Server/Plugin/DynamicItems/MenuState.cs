using Dapper;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Server.Storage;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.DynamicItems;

/// <summary>
/// Decides which entries of the menu can be used on what is selected: those that make sense for one of the objects at least. What stands
/// against the others is told in the dialog, and every operation is checked again when it is submitted.
/// </summary>
internal sealed class MenuState(PluginManifest manifest, VirtualMachineCatalog catalog, ConnectorStore connectors, Database database)
{
    /// <summary>So many objects of a selection are looked at.</summary>
    public const int MostLookedAt = 1000;

    private const string VirtualMachineType = "VirtualMachine";

    /// <param name="vCenter">The vCenter of <paramref name="selected"/>.</param>
    /// <param name="selected">The selected objects.</param>
    /// <param name="allowed">Whether the user has the privileges for an action on an object.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<IReadOnlyList<DynamicItem>> ReadAsync(
        string vCenter,
        IReadOnlyList<ManagedObjectReference> selected,
        Func<PluginAction, ManagedObjectReference, bool> allowed,
        CancellationToken cancellationToken)
    {
        var looked = selected.Distinct().Take(MostLookedAt).ToList();
        var machines = await MachinesAsync(vCenter, looked, cancellationToken);
        return
        [
            .. from type in looked.Select(reference => reference.Type).Distinct().Where(manifest.Menu.Objects.Contains)
               from action in manifest.Menu.Actions
               select new DynamicItem(
                   action.IdOn(type),
                   looked.Any(reference => reference.Type == type && Applies(action, reference) && allowed(action, reference))),
        ];

        bool Applies(PluginAction action, ManagedObjectReference reference) =>
            reference.Type != VirtualMachineType || (machines.TryGetValue(reference, out var machine) && machine.Takes(action));
    }

    private async Task<IReadOnlyDictionary<ManagedObjectReference, MenuTarget>> MachinesAsync(
        string vCenter, IReadOnlyList<ManagedObjectReference> selected, CancellationToken cancellationToken)
    {
        var wanted = selected.Where(reference => reference.Type == VirtualMachineType).ToHashSet();
        if (wanted.Count == 0)
        {
            return new Dictionary<ManagedObjectReference, MenuTarget>();
        }

        var inventory = await catalog.ListAsync(vCenter, cancellationToken);
        var machines = inventory.Snapshots.SelectMany(snapshot => wanted.Select(reference => snapshot.Find(reference.Value)).OfType<VirtualMachine>()).ToList();
        var ids = machines.Select(machine => machine.InstanceUuid).ToList();
        var installed = await connectors.OfAsync(ids, cancellationToken);
        var busy = await BusyAsync(ids, cancellationToken);
        return machines.ToDictionary(
            machine => machine.Reference,
            machine => new MenuTarget(machine, installed.GetValueOrDefault(machine.InstanceUuid), busy.Contains(machine.InstanceUuid)));
    }

    private Task<HashSet<string>> BusyAsync(IReadOnlyCollection<string> instanceUuids, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Query<string>(
                """
                SELECT DISTINCT target_instance_uuid FROM operations
                WHERE finished_at IS NULL AND lane IS NOT NULL AND target_instance_uuid IN @instanceUuids
                """,
                new { instanceUuids }).ToHashSet(),
            cancellationToken);
}
