using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>Which properties of which objects.</summary>
public sealed record PropertyFilterSpec
{
    /// <summary>The properties, by type of object.</summary>
    public required IReadOnlyList<PropertySpec> PropSet { get; init; }

    /// <summary>The objects, or where to start looking for them.</summary>
    public required IReadOnlyList<ObjectSpec> ObjectSet { get; init; }

    /// <summary>Leave out objects that no longer exist, instead of failing with ManagedObjectNotFound.</summary>
    public bool? ReportMissingObjectsInResults { get; init; }

    /// <summary>The given properties of the given objects, which are of one type.</summary>
    public static PropertyFilterSpec ForObjects(IReadOnlyCollection<ManagedObjectReference> objects, IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(objects);
        return new PropertyFilterSpec
        {
            PropSet = [.. objects.Select(reference => reference.Type).Distinct().Select(type => new PropertySpec(type, paths))],
            ObjectSet = [.. objects.Select(reference => new ObjectSpec(reference))],
        };
    }

    /// <summary>The given properties of all objects of one type in a view.</summary>
    public static PropertyFilterSpec ForView(ManagedObjectReference view, string type, IReadOnlyList<string> paths) => new()
    {
        PropSet = [new PropertySpec(type, paths)],
        ObjectSet = [new ObjectSpec(view) { Skip = true, SelectSet = [new TraversalSpec(view.Type, "view")] }],
    };

    internal void WriteTo(VimWriter writer)
    {
        foreach (var properties in PropSet)
            writer.WriteObject("propSet", null, properties.WriteTo);
        foreach (var objects in ObjectSet)
            writer.WriteObject("objectSet", null, objects.WriteTo);
        writer.Write("reportMissingObjectsInResults", ReportMissingObjectsInResults);
    }
}

/// <summary>Which properties of one type of object.</summary>
/// <param name="Type">The type, such as <c>VirtualMachine</c>; its subtypes are meant too.</param>
/// <param name="PathSet">The properties' paths, such as <c>guest.toolsRunningStatus</c>; null for all of them, which is expensive.</param>
public sealed record PropertySpec(string Type, IReadOnlyList<string>? PathSet)
{
    internal void WriteTo(VimWriter writer)
    {
        writer.Write("type", Type);
        writer.Write("all", PathSet is null);
        writer.Write("pathSet", PathSet ?? []);
    }
}

/// <summary>An object to read, or from which to reach others.</summary>
/// <param name="Obj">The object.</param>
public sealed record ObjectSpec(ManagedObjectReference Obj)
{
    /// <summary>Do not report this object itself, only those reached from it.</summary>
    public bool Skip { get; init; }

    /// <summary>How to reach further objects.</summary>
    public IReadOnlyList<SelectionSpec> SelectSet { get; init; } = [];

    internal void WriteTo(VimWriter writer)
    {
        writer.Write("obj", Obj);
        writer.Write("skip", Skip);
        foreach (var selection in SelectSet)
            writer.WriteObject("selectSet", selection.TypeName, selection.WriteTo);
    }
}

/// <summary>A traversal that is given elsewhere in the same filter, by its name: for recursion.</summary>
/// <param name="Name">The traversal's name.</param>
public record SelectionSpec(string? Name)
{
    private protected SelectionSpec()
        : this((string?)null)
    {
    }

    internal virtual string TypeName => "SelectionSpec";

    internal virtual void WriteTo(VimWriter writer) => writer.Write("name", Name);
}

/// <summary>Goes from objects of one type along one property to other objects.</summary>
/// <param name="Type">The type of object from which to go.</param>
/// <param name="Path">The property that refers to further objects.</param>
public sealed record TraversalSpec(string Type, string Path) : SelectionSpec
{
    /// <summary>Do not report the objects reached, only those reached from them.</summary>
    public bool Skip { get; init; }

    /// <summary>Where to go from there.</summary>
    public IReadOnlyList<SelectionSpec> SelectSet { get; init; } = [];

    internal override string TypeName => "TraversalSpec";

    internal override void WriteTo(VimWriter writer)
    {
        base.WriteTo(writer);
        writer.Write("type", Type);
        writer.Write("path", Path);
        writer.Write("skip", Skip);
        foreach (var selection in SelectSet)
            writer.WriteObject("selectSet", selection.TypeName, selection.WriteTo);
    }
}
