using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Search;

/// <summary>Finds virtual machines and hosts by what is known of them.</summary>
internal sealed class SearchIndex(InventoryTree inventory) : ManagedObject("SearchIndex", "SearchIndex")
{
    internal override PropertyTable Properties => Table;

    private static PropertyTable<SearchIndex> Table { get; } = new("SearchIndex");

    public void AddTo(MethodTable methods)
    {
        methods.Add("FindByUuid", call => ByUuid(call).FirstOrDefault()?.Reference);
        methods.Add("FindAllByUuid", call => ValueArray.Of(ByUuid(call).Select(vm => vm.Reference)));
        methods.Add("FindByIp", call => Find(vm => vm.ToolsRunning && vm.IpAddress == call.Arguments.RequiredString("ip")));
        methods.Add("FindByDnsName", call => Find(vm => vm.ToolsRunning && vm.Name == call.Arguments.RequiredString("dnsName")));
        methods.Add("FindByInventoryPath", FindByInventoryPath);
        methods.Add("FindChild", FindChild);
    }

    private IEnumerable<VirtualMachine> ByUuid(SoapCall call)
    {
        if (!call.Arguments.Bool("vmSearch"))
            return [];
        var uuid = call.Arguments.RequiredString("uuid");
        var instance = call.Arguments.Bool("instanceUuid");
        return inventory.VirtualMachines.Where(vm => string.Equals(instance ? vm.InstanceUuid : vm.Uuid, uuid, StringComparison.OrdinalIgnoreCase));
    }

    private ManagedObjectReference? Find(Func<VirtualMachine, bool> wanted) => inventory.VirtualMachines.FirstOrDefault(wanted)?.Reference;

    private ManagedObjectReference? FindByInventoryPath(SoapCall call)
    {
        ManagedEntity? entity = inventory.RootFolder;
        foreach (var name in call.Arguments.RequiredString("inventoryPath").Split('/', StringSplitOptions.RemoveEmptyEntries))
            entity = entity is null ? null : ChildOf(entity, Uri.UnescapeDataString(name));
        return entity?.Reference;
    }

    private ManagedObjectReference? FindChild(SoapCall call)
    {
        var parent = inventory.Objects.Get<ManagedEntity>(call.Arguments, "entity");
        return ChildOf(parent, call.Arguments.RequiredString("name"))?.Reference;
    }

    private static ManagedEntity? ChildOf(ManagedEntity parent, string name)
    {
        ManagedEntity[] children = parent switch
        {
            Folder folder => folder.Children.Snapshot(),
            Datacenter datacenter => [datacenter.VmFolder, datacenter.HostFolder, datacenter.DatastoreFolder, datacenter.NetworkFolder],
            ClusterComputeResource cluster => [.. cluster.Hosts.Snapshot(), cluster.ResourcePool],
            ResourcePool pool => [.. pool.Pools.Snapshot(), .. pool.VirtualMachines.Snapshot()],
            _ => [],
        };
        return Array.Find(children, child => child.Name == name);
    }
}
