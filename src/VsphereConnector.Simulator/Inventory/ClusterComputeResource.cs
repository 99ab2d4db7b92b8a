using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>The cluster: its hosts and its root resource pool.</summary>
public sealed class ClusterComputeResource : ManagedEntity
{
    internal ClusterComputeResource(string id, string name, Folder parent, string poolId)
        : base("ClusterComputeResource", id, name, parent) => ResourcePool = new ResourcePool(poolId, "Resources", this);

    /// <summary>The root resource pool.</summary>
    public ResourcePool ResourcePool { get; }

    internal CopyOnReadList<HostSystem> Hosts { get; } = new();

    /// <summary>What runs in the cluster, in whichever of its pools.</summary>
    internal IEnumerable<VirtualMachine> VirtualMachines => Hosts.Snapshot().SelectMany(host => host.VirtualMachines.Snapshot());

    internal override PropertyTable Properties => Table;

    private static PropertyTable<ClusterComputeResource> Table { get; } =
        new PropertyTable<ClusterComputeResource>("ClusterComputeResource", EntityProperties, "ComputeResource")
            .Value("resourcePool", cluster => cluster.ResourcePool.Reference)
            .Value("host", cluster => ValueArray.Of(cluster.Hosts.Snapshot().Select(host => host.Reference)))
            .Value("datastore", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()))
            .Value("network", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()));
}
