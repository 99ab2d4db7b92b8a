using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>A resource pool: the virtual machines and the pools in it.</summary>
public class ResourcePool : ManagedEntity
{
    internal ResourcePool(string id, string name, ManagedEntity parent)
        : this("ResourcePool", id, name, parent)
    {
    }

    private protected ResourcePool(string type, string id, string name, ManagedEntity parent)
        : base(type, id, name, parent) => Owner = parent as ClusterComputeResource ?? ((ResourcePool)parent).Owner;

    internal ClusterComputeResource Owner { get; }

    internal CopyOnReadList<ResourcePool> Pools { get; } = new();

    internal CopyOnReadList<VirtualMachine> VirtualMachines { get; } = new();

    internal override PropertyTable Properties => Table;

    internal static PropertyTable Table { get; } = Declare(new PropertyTable<ResourcePool>("ResourcePool", EntityProperties));

    private protected static PropertyTable<ResourcePool> Declare(PropertyTable<ResourcePool> table) => table
        .Value("owner", pool => pool.Owner.Reference)
        .Value("resourcePool", pool => ValueArray.Of(pool.Pools.Snapshot().Select(child => child.Reference)))
        .Value("vm", pool => ValueArray.Of(pool.VirtualMachines.Snapshot().Select(vm => vm.Reference)));
}

/// <summary>A vApp: a resource pool that also stands in a folder, and whose virtual machines stand in no folder.</summary>
public sealed class VirtualApp : ResourcePool
{
    internal VirtualApp(string id, string name, ResourcePool parent, Folder folder)
        : base("VirtualApp", id, name, parent) => ParentFolder = folder;

    internal Folder ParentFolder { get; }

    internal override PropertyTable Properties => Table;

    internal static new PropertyTable Table { get; } = Declare(new PropertyTable<ResourcePool>("VirtualApp", EntityProperties, "ResourcePool"))
        .Value("parentFolder", app => ((VirtualApp)app).ParentFolder.Reference);
}
