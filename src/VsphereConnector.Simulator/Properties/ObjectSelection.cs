using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>Follows traversals from object to object; a loop of named traversals ends where an object was met before.</summary>
internal sealed class ObjectSelection(ObjectRegistry objects, Func<ManagedObject, bool> wanted)
{
    private readonly HashSet<ManagedObject> _seen = [];
    private readonly HashSet<(ManagedObject, SelectionSpec)> _traversed = [];

    public List<ManagedObject> Found { get; } = [];

    public void Add(ObjectSpec spec)
    {
        if (!spec.Skip)
            Take(spec.Start);
        Follow(spec.Start, spec.SelectSet, spec.Named);
    }

    private void Take(ManagedObject target)
    {
        if (wanted(target) && _seen.Add(target))
            Found.Add(target);
    }

    private void Follow(ManagedObject from, IReadOnlyList<SelectionSpec> selectSet, IReadOnlyDictionary<string, SelectionSpec> named)
    {
        foreach (var selection in selectSet)
        {
            var traversal = selection.Path is not null ? selection
                : named.GetValueOrDefault(selection.Name ?? "") ?? throw Fault.InvalidArgument("selectSet", $"There is no traversal named '{selection.Name}'.");
            if (traversal.Type is null || !from.Properties.IsA(traversal.Type) || !_traversed.Add((from, traversal)))
                continue;
            foreach (var next in Targets(from, traversal.Path!))
            {
                if (!traversal.Skip)
                    Take(next);
                if (traversal.SelectSet.Count > 0)
                    Follow(next, traversal.SelectSet, named);
            }
        }
    }

    private IEnumerable<ManagedObject> Targets(ManagedObject from, string path) => from switch
    {
        View view when path == "view" => view.Members(),
        _ => References(from, path).Select(reference => objects.Find(reference.Id)).OfType<ManagedObject>(),
    };

    private static IEnumerable<ManagedObjectReference> References(ManagedObject from, string path)
    {
        if (!from.Properties.Declares(path))
            throw Fault.InvalidProperty(path);
        return from.Properties.Read(from, null, path) switch
        {
            ManagedObjectReference reference => [reference],
            ValueArray array => array.Items.OfType<ManagedObjectReference>(),
            _ => [],
        };
    }
}
