using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Triggers.Matching;

/// <summary>The inventories of all vCenters as rules see them. One that does not answer holds up no other.</summary>
internal sealed class RuleInventories(VirtualMachineCatalog catalog, VCenters vCenters, VCenterTags tags, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IReadOnlyDictionary<int, string>> _attributes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The inventories as they are, with what these rules ask about.</summary>
    public async Task<KnownInventories> ReadAsync(IEnumerable<Rule> rules, CancellationToken cancellationToken)
    {
        HashSet<string> named = [.. rules.SelectMany(rule => rule.Definition.Scope.Tags.Concat(rule.Definition.Except.Tags))];
        var read = await Task.WhenAll(vCenters.All.Select(vCenter => ReadAsync(vCenter, named, cancellationToken)));
        return new KnownInventories(
            [.. read.Select(one => one.Inventory).OfType<KnownInventory>()],
            [.. read.Where(one => one.Reason is not null).Select(one => new AwayVCenter(one.VCenter, one.Reason!))]);
    }

    private async Task<(string VCenter, KnownInventory? Inventory, string? Reason)> ReadAsync(
        VCenter vCenter, IReadOnlyCollection<string> named, CancellationToken cancellationToken)
    {
        try
        {
            var list = await catalog.ListKnownAsync(vCenter.Name, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            if (list.Unreachable is [var away, ..])
            {
                return (vCenter.Name, null, away.Exception.Message);
            }

            var snapshot = list.Snapshots[0];
            var attributes = await AttributesAsync(vCenter, snapshot, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return (vCenter.Name, new KnownInventory(vCenter.Identity, snapshot, attributes, await TagsAsync(vCenter, named, cancellationToken)), null);
        }
        catch (VimException exception)
        {
            return (vCenter.Name, null, exception.Message);
        }
        catch (TimeoutException)
        {
            return (vCenter.Name, null, "It has not answered yet.");
        }
    }

    private async Task<KnownTags?> TagsAsync(VCenter vCenter, IReadOnlyCollection<string> named, CancellationToken cancellationToken)
    {
        try
        {
            return await tags.ReadAsync(vCenter.Name, named, cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (exception is VimException or TimeoutException)
        {
            return null;
        }
    }

    // Asked for only where a machine has an attribute that is not known by name yet.
    private async Task<IReadOnlyDictionary<int, string>> AttributesAsync(VCenter vCenter, InventorySnapshot snapshot, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<int, string> known;
        lock (_attributes)
        {
            known = _attributes.GetValueOrDefault(vCenter.Name) ?? new Dictionary<int, string>();
        }

        if (snapshot.VirtualMachines.All(machine => machine.CustomValues.Keys.All(known.ContainsKey)))
        {
            return known;
        }

        var client = await vCenter.ConnectAsync(cancellationToken);
        var fields = (await client.CustomFieldsManager.GetFieldsAsync(cancellationToken)).ToDictionary(field => field.Key, field => field.Name);
        lock (_attributes)
        {
            return _attributes[vCenter.Name] = fields;
        }
    }
}

/// <summary>The inventories that are known now, and the vCenters that are away.</summary>
internal sealed record KnownInventories(IReadOnlyList<KnownInventory> All, IReadOnlyList<AwayVCenter> Away)
{
    public IReadOnlyList<string> VCenters { get; } = [.. All.Select(inventory => inventory.VCenter)];

    public MachineFacts? Find(string vCenter, string moRef) =>
        All.FirstOrDefault(inventory => inventory.VCenter.Equals(vCenter, StringComparison.OrdinalIgnoreCase)) is { } inventory
        && inventory.Snapshot.Find(moRef) is { } machine
            ? inventory.FactsOf(machine)
            : null;

    /// <inheritdoc cref="Twins.Of"/>
    public string? FindTwin(VirtualMachine machine) => Twins.Of(machine, All.Select(inventory => inventory.Snapshot));

    public IEnumerable<MachineFacts> Machines() => All.SelectMany(inventory => inventory.Snapshot.VirtualMachines.Select(inventory.FactsOf));

    /// <summary>What the rules name and no vCenter has; nothing is called missing while a vCenter is away.</summary>
    public IReadOnlyList<ScopeProblem> Missing(IEnumerable<Rule> rules) => Away.Count > 0 ? [] : ScopeReferences.Missing(rules, All);
}

/// <summary>A vCenter that does not answer, and why.</summary>
internal sealed record AwayVCenter(string Name, string Reason);
