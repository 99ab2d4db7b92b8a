using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>The cluster: its hosts and its root resource pool.</summary>
public sealed class ClusterComputeResource : ManagedEntity
{
    internal ClusterComputeResource(string id, string name, Folder parent, string poolId)
        : base("ClusterComputeResource", id, name, parent) => ResourcePool = new ResourcePool(poolId, "Resources", this);

    internal ResourcePool ResourcePool { get; }

    internal CopyOnReadList<HostSystem> Hosts { get; } = new();

    internal override PropertyTable Properties => Table;

    private static PropertyTable<ClusterComputeResource> Table { get; } =
        new PropertyTable<ClusterComputeResource>("ClusterComputeResource", EntityProperties, "ComputeResource")
            .Value("resourcePool", cluster => cluster.ResourcePool.Reference)
            .Value("host", cluster => ValueArray.Of(cluster.Hosts.Snapshot().Select(host => host.Reference)))
            .Value("datastore", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()))
            .Value("network", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()));
}

/// <summary>A resource pool and the virtual machines in it.</summary>
public sealed class ResourcePool : ManagedEntity
{
    internal ResourcePool(string id, string name, ManagedEntity parent)
        : base("ResourcePool", id, name, parent)
    {
    }

    internal CopyOnReadList<VirtualMachine> VirtualMachines { get; } = new();

    internal override PropertyTable Properties => Table;

    private static PropertyTable<ResourcePool> Table { get; } = new PropertyTable<ResourcePool>("ResourcePool", EntityProperties)
        .Value("owner", pool => pool.Parent?.Reference)
        .Value("resourcePool", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()))
        .Value("vm", pool => ValueArray.Of(pool.VirtualMachines.Snapshot().Select(vm => vm.Reference)));
}
