using VsphereConnector.Server.Inventory;

namespace VsphereConnector.Server.Triggers.Matching;

/// <summary>Everything of a virtual machine that a rule may ask about.</summary>
internal sealed record MachineFacts
{
    public required VirtualMachine Machine { get; init; }

    /// <summary>The vCenter's own id.</summary>
    public required string VCenterId { get; init; }

    /// <summary>Where it is, in the names that people see.</summary>
    public required VirtualMachinePlace Place { get; init; }

    /// <summary>What holds it: folders, datacenter, host, cluster, resource pools.</summary>
    public required IReadOnlyList<InventoryContainer> Holders { get; init; }

    public IReadOnlyList<string> Networks { get; init; } = [];

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>As Category:Tag; null where they could not be read.</summary>
    public IReadOnlyList<string>? Tags { get; init; } = [];

    /// <summary><c>linux</c> or <c>windows</c>; null where neither is known. What Tools tell comes before what is configured.</summary>
    public string? Family => Machine switch
    {
        { GuestFamily: "linuxGuest" } => "linux",
        { GuestFamily: "windowsGuest" } => "windows",
        { GuestFamily: null, GuestId: { } id } when id.StartsWith("win", StringComparison.OrdinalIgnoreCase) => "windows",
        { GuestFamily: null, GuestName: { } name } when name.Contains("Linux", StringComparison.OrdinalIgnoreCase) => "linux",
        _ => null,
    };

    public static MachineFacts Of(
        VirtualMachine machine,
        string vCenterId,
        InventoryTree tree,
        IReadOnlyDictionary<int, string>? attributeNames = null,
        IReadOnlyList<string>? tags = null) => new()
        {
            Machine = machine,
            VCenterId = vCenterId,
            Place = VirtualMachinePlace.Of(machine, tree),
            Holders =
            [
                .. tree.Ancestry(machine.Parent ?? tree.Find(machine.ResourcePool)?.ParentFolder)
                    .Concat(tree.Ancestry(machine.Host))
                    .Concat(tree.Ancestry(machine.ResourcePool))
                    .DistinctBy(holder => holder.Reference.Value),
            ],
            Networks = [.. machine.Networks.Select(network => tree.Find(network)?.Name).OfType<string>()],
            Attributes = machine.CustomValues
                .Where(value => attributeNames?.ContainsKey(value.Key) ?? false)
                .GroupBy(value => attributeNames![value.Key], StringComparer.OrdinalIgnoreCase)
                .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.OrdinalIgnoreCase),
            Tags = tags,
        };
}
