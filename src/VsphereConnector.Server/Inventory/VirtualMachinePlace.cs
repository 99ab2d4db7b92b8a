namespace VsphereConnector.Server.Inventory;

/// <summary>Where a virtual machine is, in the names that people see.</summary>
internal sealed record VirtualMachinePlace
{
    public string? Datacenter { get; init; }

    /// <summary>The folders from the datacenter down, with slashes; null directly below the datacenter.</summary>
    public string? Folder { get; init; }

    public string? Cluster { get; init; }

    public string? Host { get; init; }

    public string? ResourcePool { get; init; }

    public static VirtualMachinePlace Of(VirtualMachine machine, InventoryTree tree)
    {
        var folders = tree.Ancestry(machine.Parent ?? tree.Find(machine.ResourcePool)?.ParentFolder).ToList();
        var host = tree.Ancestry(machine.Host).ToList();
        return new VirtualMachinePlace
        {
            Datacenter = folders.Concat(host).FirstOrDefault(container => container.Reference.Type == "Datacenter")?.Name,
            Folder = FolderPath(folders),
            Cluster = host.FirstOrDefault(container => container.Reference.Type == "ClusterComputeResource")?.Name,
            Host = host.FirstOrDefault()?.Name,
            ResourcePool = tree.Find(machine.ResourcePool)?.Name,
        };
    }

    /// <summary>The path by which people know a folder: from the datacenter down; null for a datacenter's own folder.</summary>
    public static string? FolderPath(InventoryContainer folder, InventoryTree tree) => FolderPath([.. tree.Ancestry(folder.Reference.Value)]);

    // A datacenter's own folder for virtual machines is never shown to people.
    private static string? FolderPath(List<InventoryContainer> folders)
    {
        var below = folders.TakeWhile(container => container.Reference.Type == "Folder").SkipLast(1).Select(folder => folder.Name).Reverse();
        return string.Join('/', below) is { Length: > 0 } path ? path : null;
    }
}
