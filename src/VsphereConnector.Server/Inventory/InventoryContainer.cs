using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Inventory;

/// <summary>What holds virtual machines: a folder, datacenter, cluster, host, resource pool or vApp.</summary>
internal sealed record InventoryContainer(ManagedObjectReference Reference, string Name)
{
    /// <summary>The managed object id of what holds this one.</summary>
    public string? Parent { get; init; }

    /// <summary>The managed object id of a vApp's folder: its parent is a resource pool.</summary>
    public string? ParentFolder { get; init; }

    public bool IsCompute => Reference.Type is "ClusterComputeResource" or "ComputeResource";

    /// <summary>The same container with one property as vCenter has it now.</summary>
    public InventoryContainer With(string property, VimValue value) => property switch
    {
        "name" => this with { Name = value.AsString() ?? Reference.Value },
        "parent" => this with { Parent = value.AsReference()?.Value },
        "parentFolder" => this with { ParentFolder = value.AsReference()?.Value },
        _ => this,
    };
}
