using VsphereConnector.Simulator.Properties;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>A network that virtual machines are connected to.</summary>
public sealed class Network : ManagedEntity
{
    internal Network(string id, string name, Folder folder)
        : base("Network", id, name, folder)
    {
    }

    internal override PropertyTable Properties => Table;

    internal static PropertyTable Table { get; } = new PropertyTable<Network>("Network", EntityProperties);

    /// <summary>The types of networks that clients may name, though there are none here.</summary>
    internal static PropertyTable[] OtherTypes { get; } =
    [
        new PropertyTable<Network>("DistributedVirtualPortgroup", EntityProperties, "Network"),
        new PropertyTable<Network>("OpaqueNetwork", EntityProperties, "Network"),
    ];
}
