using System.IO.Enumeration;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Matching;

/// <summary>The conditions of a scope, each judged about one virtual machine. Pure.</summary>
internal static class ScopeConditions
{
    /// <summary>One result for each kind of condition that is given; none where the scope is empty.</summary>
    public static IReadOnlyList<ConditionResult> Judge(RuleScope scope, MachineFacts facts) =>
    [
        .. Given("vCenters", scope.VCenters, value => Same(value, facts.Machine.VCenter), facts.Machine.VCenter),
        .. Given("datacenters", scope.Datacenters, value => HeldBy("Datacenter", value, facts), facts.Place.Datacenter),
        .. Given("folders", scope.Folders, value => InFolder(value, facts), facts.Place.Folder ?? "the datacenter's own folder"),
        .. Given("clusters", scope.Clusters, value => HeldBy("ClusterComputeResource", value, facts), facts.Place.Cluster),
        .. Given("hosts", scope.Hosts, value => HeldBy("HostSystem", value, facts), facts.Place.Host),
        .. Given("resourcePools", scope.ResourcePools, value => HeldBy("ResourcePool", value, facts) || HeldBy("VirtualApp", value, facts), facts.Place.ResourcePool),
        .. Tags(scope, facts),
        .. scope.Attributes.Select(wanted => Attribute(wanted, facts)),
        .. Given("names", scope.Names, value => Fits(value, facts.Machine.Name), facts.Machine.Name),
        .. Given("guests", scope.Guests, value => IsGuest(value, facts), Guest(facts)),
        .. Given("networks", scope.Networks, value => facts.Networks.Any(network => Fits(value, network)), string.Join(", ", facts.Networks)),
    ];

    /// <summary>Whether a text fits a pattern with * and ?.</summary>
    public static bool Fits(string pattern, string? text) =>
        text is not null && FileSystemName.MatchesSimpleExpression(pattern.Replace(@"\", @"\\", StringComparison.Ordinal), text, ignoreCase: true);

    private static IEnumerable<ConditionResult> Given(string kind, IReadOnlyList<string> wanted, Func<string, bool> met, string? has) =>
        wanted.Count == 0 ? [] : [ConditionResult.Of(kind, wanted.FirstOrDefault(met), wanted, has)];

    private static IEnumerable<ConditionResult> Tags(RuleScope scope, MachineFacts facts) => facts.Tags is { } tags
        ? Given("tags", scope.Tags, value => tags.Contains(value, StringComparer.OrdinalIgnoreCase), string.Join(", ", tags))
        : scope.Tags.Count == 0 ? [] : [new ConditionResult("tags", null, "The tags could not be read.")];

    private static ConditionResult Attribute(KeyValuePair<string, string> wanted, MachineFacts facts)
    {
        var has = facts.Attributes.FirstOrDefault(attribute => Same(attribute.Key, wanted.Key)).Value;
        return ConditionResult.Of($"attributes.{wanted.Key}", Fits(wanted.Value, has) ? wanted.Value : null, [wanted.Value], has);
    }

    private static bool HeldBy(string type, string value, MachineFacts facts) => ClientObject.TryParse(value) is { } entity
        ? IsHere(entity, facts) && facts.Holders.Any(holder => holder.Reference == entity.Reference)
        : facts.Holders.Any(holder => holder.Reference.Type == type && Same(holder.Name, value));

    private static bool InFolder(string value, MachineFacts facts) => ClientObject.TryParse(value) is null
        ? facts.Place.Folder is { } path && (Same(path, value.Trim('/')) || path.StartsWith(value.Trim('/') + "/", StringComparison.OrdinalIgnoreCase))
        : HeldBy("Folder", value, facts);

    private static bool IsHere(ClientObject entity, MachineFacts facts) => Guid.TryParse(facts.VCenterId, out var own) && own == entity.VCenter;

    private static bool IsGuest(string value, MachineFacts facts) => value.ToLowerInvariant() is "linux" or "windows"
        ? Same(value, facts.Family)
        : Fits(value, facts.Machine.GuestId) || Fits(value, facts.Machine.GuestName);

    private static string Guest(MachineFacts facts) => facts.Machine.GuestName ?? facts.Machine.GuestId ?? facts.Family ?? "";

    private static bool Same(string left, string? right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One condition and what was found.</summary>
/// <param name="Condition">Its name in the rule, such as <c>folders</c>.</param>
/// <param name="Met">Null where it could not be told.</param>
/// <param name="Text">Why, for people.</param>
internal sealed record ConditionResult(string Condition, bool? Met, string Text)
{
    public static ConditionResult Of(string condition, string? met, IReadOnlyList<string> wanted, string? has)
    {
        var found = string.IsNullOrEmpty(has) ? "it has none" : $"it has '{has}'";
        return met is not null
            ? new ConditionResult(condition, true, $"'{met}' fits: {found}.")
            : new ConditionResult(condition, false, $"Wanted is {string.Join(" or ", wanted.Select(value => $"'{value}'"))}; {found}.");
    }
}
