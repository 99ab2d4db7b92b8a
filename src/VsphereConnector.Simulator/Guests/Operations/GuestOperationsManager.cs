using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>Names the managers of guest operations.</summary>
internal sealed class GuestOperationsManager(bool hasAuthManager) : ManagedObject("GuestOperationsManager", "GuestOperationsManager")
{
    internal override PropertyTable Properties => Table;

    private static PropertyTable<GuestOperationsManager> Table { get; } = new PropertyTable<GuestOperationsManager>("GuestOperationsManager")
        .Value("authManager", manager => manager.OrAbsent("GuestAuthManager", "guestOperationsAuthManager"))
        .Value("fileManager", _ => new ManagedObjectReference("GuestFileManager", "guestOperationsFileManager"))
        .Value("processManager", _ => new ManagedObjectReference("GuestProcessManager", "guestOperationsProcessManager"))
        .Value("guestWindowsRegistryManager", _ => null)
        .Value("aliasManager", manager => manager.OrAbsent("GuestAliasManager", "guestOperationsAliasManager"));

    private ManagedObjectReference? OrAbsent(string type, string id) => hasAuthManager ? new ManagedObjectReference(type, id) : null;
}
