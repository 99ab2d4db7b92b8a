using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Matching;

/// <summary>Finds what scopes name and no vCenter has. Patterns name nothing in particular and are never missing.</summary>
internal static class ScopeReferences
{
    /// <param name="rules">The rules.</param>
    /// <param name="inventories">All inventories; where one of them is not known, nothing can be called missing.</param>
    public static IReadOnlyList<ScopeProblem> Missing(IEnumerable<Rule> rules, IReadOnlyList<KnownInventory> inventories) =>
    [
        .. from rule in rules
           from problem in Missing("scope", rule.Definition.Scope, rule, rule.Bans, inventories)
               .Concat(Missing("except", rule.Definition.Except, rule, !rule.Bans, inventories))
           select problem,
    ];

    private static IEnumerable<ScopeProblem> Missing(
        string part, RuleScope scope, Rule rule, bool excludes, IReadOnlyList<KnownInventory> inventories) =>
        MissingTags(part, scope, rule, excludes, inventories).Concat(
        from named in new (string Kind, string[] Types, IReadOnlyList<string> Values)[]
        {
            ("datacenters", ["Datacenter"], scope.Datacenters),
            ("folders", ["Folder"], scope.Folders),
            ("clusters", ["ClusterComputeResource"], scope.Clusters),
            ("hosts", ["HostSystem"], scope.Hosts),
            ("resourcePools", ["ResourcePool", "VirtualApp"], scope.ResourcePools),
        }
        from value in named.Values
        where !inventories.Any(inventory => Has(inventory, named.Types, value))
        select new ScopeProblem(rule.Name, $"{part}.{named.Kind}", value, excludes));

    private static IEnumerable<ScopeProblem> MissingTags(
        string part, RuleScope scope, Rule rule, bool excludes, IReadOnlyList<KnownInventory> inventories) =>
        from tag in scope.Tags
        where inventories.All(inventory => inventory.Tags?.Defined.Contains(tag) == false)
        select new ScopeProblem(rule.Name, $"{part}.tags", tag, excludes);

    private static bool Has(KnownInventory inventory, string[] types, string value)
    {
        if (ClientObject.TryParse(value) is { } entity)
        {
            return Guid.TryParse(inventory.VCenterId, out var own) && own == entity.VCenter && inventory.Snapshot.Tree.Find(entity.Reference.Value) is not null;
        }

        return inventory.Snapshot.Tree.Containers
            .Where(container => types.Contains(container.Reference.Type))
            .Any(container => value.Trim('/').Equals(NameOf(container, inventory.Snapshot.Tree), StringComparison.OrdinalIgnoreCase));
    }

    private static string? NameOf(InventoryContainer container, InventoryTree tree) =>
        container.Reference.Type == "Folder" ? VirtualMachinePlace.FolderPath(container, tree) : container.Name;
}

/// <summary>An inventory and the own id of its vCenter.</summary>
/// <param name="VCenterId">The vCenter's own id.</param>
/// <param name="Snapshot">Its inventory.</param>
/// <param name="AttributeNames">The names of custom attributes by their keys.</param>
/// <param name="Tags">The tags that rules name; null where they could not be read.</param>
internal sealed record KnownInventory(string VCenterId, InventorySnapshot Snapshot, IReadOnlyDictionary<int, string> AttributeNames, KnownTags? Tags)
{
    public string VCenter => Snapshot.VCenter;

    public MachineFacts FactsOf(VirtualMachine machine) => MachineFacts.Of(
        machine, VCenterId, Snapshot.Tree, AttributeNames, Tags is null ? null : Tags.ByMachine.GetValueOrDefault(machine.Reference.Value, []));
}
