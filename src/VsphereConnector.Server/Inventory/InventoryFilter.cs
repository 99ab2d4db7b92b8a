using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Properties;

namespace VsphereConnector.Server.Inventory;

/// <summary>What is read of a vCenter: all virtual machines, what holds them and what connects them.</summary>
internal static class InventoryFilter
{
    private static readonly string[] Networks = ["Network", "DistributedVirtualPortgroup", "OpaqueNetwork"];
    private static readonly string[] Containers = ["Folder", "Datacenter", "ComputeResource", "HostSystem", "ResourcePool", .. Networks];
    private static readonly string[] Place = ["name", "parent"];

    private static readonly PropertySpec[] PropSet =
    [
        new("VirtualMachine", VirtualMachine.Properties),
        .. Containers.Select(type => new PropertySpec(type, Place)),
        new("VirtualApp", [.. Place, "parentFolder"]),
    ];

    public static Task<ContainerView> CreateViewAsync(VimClient client, CancellationToken cancellationToken) =>
        client.ViewManager.CreateContainerViewAsync(
            client.ServiceContent.RootFolder, ["VirtualMachine", .. Containers], recursive: true, cancellationToken);

    /// <summary>The root folder as well: a view never shows its own container, and so there is always something to tell.</summary>
    public static PropertyFilterSpec Of(VimClient client, ContainerView view) => new()
    {
        PropSet = PropSet,
        ObjectSet =
        [
            new ObjectSpec(client.ServiceContent.RootFolder),
            new ObjectSpec(view.Reference) { Skip = true, SelectSet = [new TraversalSpec("ContainerView", "view")] },
        ],
    };
}
