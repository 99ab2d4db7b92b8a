using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>What changed since a version.</summary>
public sealed record UpdateSet
{
    /// <summary>The version to pass to the next WaitForUpdatesEx.</summary>
    public required string Version { get; init; }

    /// <summary>The changes, by filter.</summary>
    public required IReadOnlyList<PropertyFilterUpdate> FilterSet { get; init; }

    /// <summary>There is more: the next call returns at once.</summary>
    public bool Truncated { get; init; }

    /// <summary>The changes of all filters, in order.</summary>
    public IEnumerable<ObjectUpdate> ObjectUpdates => FilterSet.SelectMany(filter => filter.ObjectSet);

    internal static UpdateSet From(DataObject set) => new()
    {
        Version = set.RequireString("version"),
        FilterSet = [.. set.GetObjects("filterSet").Select(PropertyFilterUpdate.From)],
        Truncated = set.GetBoolean("truncated") ?? false,
    };
}

/// <summary>What changed for one filter.</summary>
public sealed record PropertyFilterUpdate
{
    /// <summary>The filter.</summary>
    public required ManagedObjectReference Filter { get; init; }

    /// <summary>The changed objects.</summary>
    public required IReadOnlyList<ObjectUpdate> ObjectSet { get; init; }

    /// <summary>Objects that could not be read, with the reason.</summary>
    public required IReadOnlyList<MissingObject> MissingSet { get; init; }

    internal static PropertyFilterUpdate From(DataObject update) => new()
    {
        Filter = update.RequireReference("filter"),
        ObjectSet = [.. update.GetObjects("objectSet").Select(ObjectUpdate.From)],
        MissingSet = [.. update.GetObjects("missingSet").Select(missing => new MissingObject(missing.RequireReference("obj"), LocalizedFault.Read(missing, "fault")))],
    };
}

/// <summary>An object that could not be read.</summary>
/// <param name="Obj">The object.</param>
/// <param name="Fault">Why.</param>
public sealed record MissingObject(ManagedObjectReference Obj, MethodFault Fault);

/// <summary>What happened to an object.</summary>
public enum ObjectUpdateKind
{
    /// <summary>It was there already and some properties changed.</summary>
    Modify,

    /// <summary>It came into the filter; all its properties follow.</summary>
    Enter,

    /// <summary>It left the filter: it was removed, or is no longer reached.</summary>
    Leave,
}

/// <summary>What changed on one object.</summary>
public sealed class ObjectUpdate : NamedValues
{
    /// <summary>What happened to the object.</summary>
    public required ObjectUpdateKind Kind { get; init; }

    /// <summary>The object.</summary>
    public required ManagedObjectReference Obj { get; init; }

    /// <summary>The changed properties.</summary>
    public required IReadOnlyList<PropertyChange> ChangeSet { get; init; }

    /// <summary>The properties that could not be read, with the reason.</summary>
    public required IReadOnlyList<MissingProperty> MissingSet { get; init; }

    /// <summary>The new value of a property; unset also where the property did not change: see <see cref="ChangeSet"/>.</summary>
    /// <param name="name">The property's path.</param>
    public override VimValue this[string name]
    {
        get
        {
            foreach (var change in ChangeSet)
            {
                if (change.Name == name)
                    return change.Val;
            }

            return default;
        }
    }

    internal static ObjectUpdate From(DataObject update) => new()
    {
        Kind = update.GetString("kind") switch
        {
            "enter" => ObjectUpdateKind.Enter,
            "leave" => ObjectUpdateKind.Leave,
            _ => ObjectUpdateKind.Modify,
        },
        Obj = update.RequireReference("obj"),
        ChangeSet = [.. update.GetObjects("changeSet").Select(PropertyChange.From)],
        MissingSet = [.. update.GetObjects("missingSet").Select(MissingProperty.From)],
    };
}

/// <summary>One changed property.</summary>
/// <param name="Name">The property's path; a part of it in brackets names an array's element by key.</param>
/// <param name="Op"><c>assign</c>, <c>add</c>, <c>remove</c> (an array's element) or <c>indirectRemove</c> (its parent is gone).</param>
/// <param name="Val">The new value; unset if the property became unset.</param>
public sealed record PropertyChange(string Name, string Op, VimValue Val)
{
    internal static PropertyChange From(DataObject change) =>
        new(change.RequireString("name"), change.GetString("op") ?? "assign", change["val"]);
}
