namespace VsphereConnector.Server.Inventory;

/// <summary>Machines with one instance UUID, as copies that reached another vCenter: their connectors could not be told apart.</summary>
internal static class Twins
{
    /// <summary>Another machine with the same instance UUID, as people name it; null where there is none, as it should be.</summary>
    public static string? Of(VirtualMachine machine, IEnumerable<InventorySnapshot> inventories) => inventories
        .SelectMany(inventory => inventory.FindByInstanceUuid(machine.InstanceUuid))
        .Where(other => other.VCenter != machine.VCenter || other.Reference != machine.Reference)
        .Select(other => $"'{other.Name}' ({other.Reference.Value} in {other.VCenter})")
        .FirstOrDefault();
}
