using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>Which objects, found from where, and which of their properties.</summary>
internal sealed class PropertyFilterSpec
{
    private readonly Dictionary<string, string[]> _pathsByType = new(StringComparer.Ordinal);
    private readonly List<(string Type, bool All, IReadOnlyList<string> Paths)> _propertySets;
    private readonly List<ObjectSpec> _objectSets;

    private PropertyFilterSpec(List<(string, bool, IReadOnlyList<string>)> propertySets, List<ObjectSpec> objectSets) =>
        (_propertySets, _objectSets) = (propertySets, objectSets);

    public static PropertyFilterSpec Read(SoapElement spec, ObjectRegistry objects)
    {
        var reportMissing = spec.Bool("reportMissingObjectsInResults");
        var objectSets = spec.All("objectSet").Select(o => ObjectSpec.Read(o, objects, reportMissing)).OfType<ObjectSpec>().ToList();
        var propertySets = spec.All("propSet").Select(p => (p.RequiredString("type"), p.Bool("all"), p.Strings("pathSet"))).ToList();
        if (propertySets.Count == 0)
            throw Fault.InvalidArgument("propSet", "A filter needs at least one property set.");
        foreach (var (type, _, paths) in propertySets)
        {
            var table = objects.Types.Find(type) ?? throw Fault.InvalidType(type);
            if (paths.FirstOrDefault(path => !table.Declares(path)) is { } unknown)
                throw Fault.InvalidProperty(unknown);
        }

        return new PropertyFilterSpec(propertySets, objectSets);
    }

    /// <summary>The objects that the filter selects, each once, in the order in which they are found.</summary>
    public IReadOnlyCollection<ManagedObject> SelectObjects(ObjectRegistry objects)
    {
        var selection = new ObjectSelection(objects, target => Paths(target) is not null);
        foreach (var objectSet in _objectSets)
            selection.Add(objectSet);
        return selection.Found;
    }

    /// <summary>The paths to read of an object; null where no property set names its type.</summary>
    public string[]? Paths(ManagedObject target)
    {
        var table = target.Properties;
        lock (_pathsByType)
        {
            if (_pathsByType.TryGetValue(table.Type, out var known))
                return known;
            var sets = _propertySets.Where(set => table.IsA(set.Type)).ToList();
            if (sets.Count == 0)
                return null;
            var paths = sets.SelectMany(set => set.All ? table.TopLevelPaths : set.Paths).Distinct(StringComparer.Ordinal).ToArray();
            return _pathsByType[table.Type] = paths;
        }
    }
}
