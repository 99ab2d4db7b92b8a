using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator.Properties;

/// <summary>A filter of a property collector: the objects that it has reported, and what has changed since.</summary>
/// <remarks>Not safe for threads by itself: its collector locks.</remarks>
internal sealed class PropertyFilter(string id, PropertyFilterSpec spec, PropertyCollector collector) : ManagedObject("PropertyFilter", id)
{
    private readonly Dictionary<ManagedObject, PendingUpdate> _pending = [];
    private HashSet<ManagedObject> _members = [];
    private bool _structureChanged = true;

    internal override PropertyTable Properties => Table;

    private static PropertyTable<PropertyFilter> Table { get; } = new("PropertyFilter");

    public PropertyCollector Collector => collector;

    public bool HasPending => _pending.Count > 0;

    public void Reset()
    {
        _members = [];
        _pending.Clear();
        _structureChanged = true;
    }

    public void MarkStructureChanged() => _structureChanged = true;

    /// <summary>Notes a change, where the filter selects that property of that object.</summary>
    public bool Note(ManagedObject changed, string path)
    {
        if (!_members.Contains(changed))
            return false;
        var noted = false;
        foreach (var selected in spec.Paths(changed)!)
        {
            if (Affected(selected, path) is not { } reported)
                continue;
            Pending(changed, "modify").Paths.Add(reported);
            noted = true;
        }

        return noted;
    }

    /// <summary>Finds what has entered and left since the last look, where the inventory's structure has changed.</summary>
    public void Refresh(ObjectRegistry objects)
    {
        if (!_structureChanged)
            return;
        _structureChanged = false;
        var selected = spec.SelectObjects(objects);
        var now = selected.ToHashSet();
        foreach (var gone in _members.Where(member => !now.Contains(member)))
            _pending[gone] = new PendingUpdate(gone, "leave", []);
        foreach (var entered in selected.Where(candidate => !_members.Contains(candidate)))
            _pending[entered] = new PendingUpdate(entered, "enter", [.. spec.Paths(entered)!]);
        _members = now;
    }

    public List<PendingUpdate> Take(int maximum)
    {
        var taken = _pending.Values.Take(maximum).ToList();
        foreach (var update in taken)
            _pending.Remove(update.Target);
        return taken;
    }

    /// <summary>Puts back what was sent in an answer that the client never got.</summary>
    public void PutBack(IEnumerable<PendingUpdate> lost)
    {
        foreach (var update in lost)
        {
            if (_pending.TryGetValue(update.Target, out var newer) && newer.Kind == "leave")
                continue;
            var again = Pending(update.Target, update.Kind);
            again.Paths.UnionWith(update.Paths);
            _pending[update.Target] = again with { Kind = update.Kind };
        }
    }

    private PendingUpdate Pending(ManagedObject target, string kind)
    {
        if (!_pending.TryGetValue(target, out var pending))
            _pending[target] = pending = new PendingUpdate(target, kind, []);
        return pending;
    }

    private static string? Affected(string selected, string changed)
    {
        if (selected == changed || IsBelow(changed, selected))
            return changed;
        return IsBelow(selected, changed) ? selected : null;
    }

    private static bool IsBelow(string path, string ancestor) =>
        path.Length > ancestor.Length && path[ancestor.Length] == '.' && path.StartsWith(ancestor, StringComparison.Ordinal);
}

/// <summary>One object's part of the next update.</summary>
internal sealed record PendingUpdate(ManagedObject Target, string Kind, HashSet<string> Paths);
