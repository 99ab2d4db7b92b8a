using VsphereConnector.Vim25.Properties;

namespace VsphereConnector.Server.Inventory;

/// <summary>What holds virtual machines in one vCenter, by managed object id, and what holds that. It never changes.</summary>
internal sealed class InventoryTree
{
    private const int DeepestTree = 64;

    private readonly Dictionary<string, InventoryContainer> _containers;

    private InventoryTree(Dictionary<string, InventoryContainer> containers) => _containers = containers;

    public static InventoryTree Empty { get; } = new([]);

    public IReadOnlyCollection<InventoryContainer> Containers => _containers.Values;

    public InventoryContainer? Find(string? moRef) => moRef is null ? null : _containers.GetValueOrDefault(moRef);

    /// <summary>A container and those that hold it, up to the root.</summary>
    public IEnumerable<InventoryContainer> Ancestry(string? moRef)
    {
        var container = Find(moRef);
        for (var depth = 0; container is not null && depth < DeepestTree; depth++)
        {
            yield return container;
            container = Find(container.Parent);
        }
    }

    /// <summary>A container and all that it holds, at any depth.</summary>
    public IReadOnlySet<string> Within(string moRef)
    {
        var children = _containers.Values
            .SelectMany(child => new[] { child.Parent, child.ParentFolder }.OfType<string>().Select(parent => (Parent: parent, Child: child.Reference.Value)))
            .ToLookup(edge => edge.Parent, edge => edge.Child, StringComparer.Ordinal);
        var within = new HashSet<string>(StringComparer.Ordinal) { moRef };
        var open = new Stack<string>(within);
        while (open.TryPop(out var next))
        {
            foreach (var child in children[next].Where(within.Add))
            {
                open.Push(child);
            }
        }

        return within;
    }

    /// <summary>The tree after these changes.</summary>
    public InventoryTree With(IReadOnlyCollection<ObjectUpdate> updates)
    {
        if (updates.Count == 0)
        {
            return this;
        }

        var containers = new Dictionary<string, InventoryContainer>(_containers, StringComparer.Ordinal);
        foreach (var update in updates)
        {
            if (Apply(update, containers.GetValueOrDefault(update.Obj.Value)) is { } container)
            {
                containers[update.Obj.Value] = container;
            }
            else
            {
                containers.Remove(update.Obj.Value);
            }
        }

        return new InventoryTree(containers);
    }

    private static InventoryContainer? Apply(ObjectUpdate update, InventoryContainer? known)
    {
        var container = update.Kind switch
        {
            ObjectUpdateKind.Leave => null,
            ObjectUpdateKind.Enter => new InventoryContainer(update.Obj, update.Obj.Value),
            _ => known,
        };
        return update.ChangeSet.Aggregate(container, (of, change) => of?.With(change.Name, change.Val));
    }
}
