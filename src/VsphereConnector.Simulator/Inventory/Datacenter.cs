using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>The datacenter with its four folders.</summary>
public sealed class Datacenter : ManagedEntity
{
    internal Datacenter(string id, string name, Folder parent)
        : base("Datacenter", id, name, parent)
    {
        VmFolder = new Folder("group-v3", "vm", this, "Folder", "VirtualMachine", "VirtualApp");
        HostFolder = new Folder("group-h4", "host", this, "Folder", "ComputeResource");
        DatastoreFolder = new Folder("group-s5", "datastore", this, "Folder", "Datastore");
        NetworkFolder = new Folder("group-n6", "network", this, "Folder", "Network");
    }

    internal Folder VmFolder { get; }

    internal Folder HostFolder { get; }

    internal Folder DatastoreFolder { get; }

    internal Folder NetworkFolder { get; }

    internal override PropertyTable Properties => Table;

    private static PropertyTable<Datacenter> Table { get; } = new PropertyTable<Datacenter>("Datacenter", EntityProperties)
        .Value("vmFolder", datacenter => datacenter.VmFolder.Reference)
        .Value("hostFolder", datacenter => datacenter.HostFolder.Reference)
        .Value("datastoreFolder", datacenter => datacenter.DatastoreFolder.Reference)
        .Value("networkFolder", datacenter => datacenter.NetworkFolder.Reference)
        .Value("datastore", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()))
        .Value("network", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()));
}
