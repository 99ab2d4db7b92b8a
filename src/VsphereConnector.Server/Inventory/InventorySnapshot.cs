using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Inventory;

/// <summary>The inventory of one vCenter at one moment. It never changes: <see cref="With"/> makes the next one of it.</summary>
internal sealed class InventorySnapshot
{
    private readonly VirtualMachine[] _machines;
    private readonly Dictionary<string, VirtualMachine> _byId;
    private readonly Lazy<ILookup<string, VirtualMachine>> _byInstanceUuid;

    private InventorySnapshot(string vCenter, VirtualMachine[] machines, InventoryTree tree)
    {
        VCenter = vCenter;
        Tree = tree;
        _machines = machines;
        _byId = machines.ToDictionary(machine => machine.Reference.Value, StringComparer.Ordinal);
        _byInstanceUuid = new(() => machines.Where(machine => machine.InstanceUuid != "")
            .ToLookup(machine => machine.InstanceUuid, StringComparer.OrdinalIgnoreCase));
    }

    public string VCenter { get; }

    public InventoryTree Tree { get; }

    /// <summary>All virtual machines in the order of <see cref="ByName"/>.</summary>
    public IReadOnlyList<VirtualMachine> VirtualMachines => _machines;

    /// <summary>By name, and where names are the same, by vCenter and managed object id: no two are equal.</summary>
    public static IComparer<VirtualMachine> ByName { get; } = Comparer<VirtualMachine>.Create((left, right) =>
        string.Compare(left.Name, right.Name, StringComparison.OrdinalIgnoreCase) is not 0 and var name ? name
        : string.CompareOrdinal(left.VCenter, right.VCenter) is not 0 and var vCenter ? vCenter
        : string.CompareOrdinal(left.Reference.Value, right.Reference.Value));

    public static InventorySnapshot Empty(string vCenter) => new(vCenter, [], InventoryTree.Empty);

    /// <summary>The virtual machine of a managed object id.</summary>
    public VirtualMachine? Find(string moRef) => _byId.GetValueOrDefault(moRef);

    public IEnumerable<VirtualMachine> FindByInstanceUuid(string uuid) => _byInstanceUuid.Value[uuid];

    /// <summary>Those whom people mean by a name, a managed object id or an instance UUID.</summary>
    public IEnumerable<VirtualMachine> FindAnswering(string name)
    {
        IEnumerable<VirtualMachine> byId = Find(name) is { } machine ? [machine] : [];
        return FindByName(name).Union(byId).Union(FindByInstanceUuid(name));
    }

    /// <summary>Whether this is a virtual machine, or holds some, or could.</summary>
    public bool Knows(ManagedObjectReference entity) => Find(entity.Value)?.Reference.Type == entity.Type || Tree.Find(entity.Value)?.Reference.Type == entity.Type;

    /// <summary>The virtual machines below a container, at any depth, in their order; a virtual machine is below itself.</summary>
    public IReadOnlyList<VirtualMachine> Below(ManagedObjectReference entity)
    {
        if (Find(entity.Value) is { } itself)
        {
            return [itself];
        }

        var within = Tree.Within(entity.Value);
        return [.. _machines.Where(machine => Holds(machine.Parent) || Holds(machine.Host) || Holds(machine.ResourcePool))];

        bool Holds(string? moRef) => moRef is not null && within.Contains(moRef);
    }

    /// <summary>The inventory after these changes.</summary>
    public InventorySnapshot With(IEnumerable<ObjectUpdate> updates)
    {
        var byType = updates.ToLookup(update => update.Obj.Type == "VirtualMachine");
        var changed = new Dictionary<string, VirtualMachine?>(StringComparer.Ordinal);
        foreach (var update in byType[true])
        {
            var id = update.Obj.Value;
            changed[id] = Apply(update, changed.TryGetValue(id, out var machine) ? machine : Find(id));
        }

        return new InventorySnapshot(VCenter, Merge(changed), Tree.With([.. byType[false]]));
    }

    private VirtualMachine? Apply(ObjectUpdate update, VirtualMachine? known)
    {
        var machine = update.Kind switch
        {
            ObjectUpdateKind.Leave => null,
            ObjectUpdateKind.Enter => new VirtualMachine { VCenter = VCenter, Reference = update.Obj, Name = update.Obj.Value },
            _ => known,
        };
        return update.ChangeSet.Aggregate(machine, (of, change) => of?.With(change.Name, change.Val));
    }

    // Most changes touch a few of thousands: the others are in order already.
    private VirtualMachine[] Merge(Dictionary<string, VirtualMachine?> changed)
    {
        if (changed.Count == 0)
        {
            return _machines;
        }

        var news = changed.Values.OfType<VirtualMachine>().Order(ByName).ToArray();
        var merged = new List<VirtualMachine>(_machines.Length + news.Length);
        var next = 0;
        foreach (var machine in _machines.Where(machine => !changed.ContainsKey(machine.Reference.Value)))
        {
            while (next < news.Length && ByName.Compare(news[next], machine) < 0)
            {
                merged.Add(news[next++]);
            }

            merged.Add(machine);
        }

        merged.AddRange(news[next..]);
        return [.. merged];
    }

    private IEnumerable<VirtualMachine> FindByName(string name)
    {
        var (low, high) = (0, _machines.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.Compare(_machines[middle].Name, name, StringComparison.OrdinalIgnoreCase) < 0 ? (middle + 1, high) : (low, middle);
        }

        for (; low < _machines.Length && string.Equals(_machines[low].Name, name, StringComparison.OrdinalIgnoreCase); low++)
        {
            yield return _machines[low];
        }
    }
}
