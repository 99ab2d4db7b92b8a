using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>Where a selection starts, and how it goes on from there.</summary>
internal sealed record ObjectSpec(ManagedObject Start, bool Skip, IReadOnlyList<SelectionSpec> SelectSet, IReadOnlyDictionary<string, SelectionSpec> Named)
{
    /// <summary>Null where the object is gone and the caller wants that to be passed over.</summary>
    public static ObjectSpec? Read(SoapElement spec, ObjectRegistry objects, bool reportMissing)
    {
        var reference = spec.Required("obj").AsReference();
        if (objects.Find(reference.Id) is not { } start)
            return reportMissing ? null : throw Fault.ManagedObjectNotFound(reference);
        var selectSet = spec.All("selectSet").Select(SelectionSpec.Read).ToList();
        var named = new Dictionary<string, SelectionSpec>(StringComparer.Ordinal);
        foreach (var traversal in selectSet.SelectMany(s => s.SelfAndNested()).Where(s => s is { Name: not null, Path: not null }))
            named[traversal.Name!] = traversal;
        return new ObjectSpec(start, spec.Bool("skip"), selectSet, named);
    }
}

/// <summary>A TraversalSpec, or the mere name of one.</summary>
internal sealed record SelectionSpec(string? Name, string? Type, string? Path, bool Skip, IReadOnlyList<SelectionSpec> SelectSet)
{
    public static SelectionSpec Read(SoapElement spec) => new(
        spec.String("name"),
        spec.String("type"),
        spec.String("path"),
        spec.Bool("skip"),
        [.. spec.All("selectSet").Select(Read)]);

    public IEnumerable<SelectionSpec> SelfAndNested() => SelectSet.SelectMany(nested => nested.SelfAndNested()).Prepend(this);
}
