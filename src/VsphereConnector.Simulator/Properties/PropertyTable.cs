using System.Collections.Concurrent;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>What a managed object type declares: its base types and its properties, each with its way to be read.</summary>
internal abstract class PropertyTable(string type, params string[] baseTypes)
{
    private readonly ConcurrentDictionary<string, ResolvedPath?> _paths = new(StringComparer.Ordinal);

    public string Type => type;

    public IReadOnlyList<string> BaseTypes => baseTypes;

    protected List<PropertyNode> Nodes { get; } = [];

    public IEnumerable<string> TopLevelPaths => Nodes.Select(node => node.Name);

    public bool IsA(string other) => other == type || baseTypes.Contains(other) || other == "ManagedObject";

    public bool Declares(string path) => Resolve(path) is not null;

    /// <summary>The value at a path such as <c>guest</c> or <c>guest.toolsRunningStatus</c>; null where it is unset or not declared.</summary>
    public object? Read(ManagedObject target, Session? caller, string path)
    {
        if (Resolve(path) is not { } resolved)
            return null;
        var value = resolved.Node.Read(target, caller);
        foreach (var field in resolved.FieldsOfValue)
            value = (value as DataObject)?[field];
        return value is AnyValue any ? any.Value : value;
    }

    private ResolvedPath? Resolve(string path) => _paths.TryGetValue(path, out var known) ? known : Remember(path);

    private ResolvedPath? Remember(string path)
    {
        var resolved = Walk(path.Split('.'));
        if (resolved is not null)
            _paths[path] = resolved;
        return resolved;
    }

    private ResolvedPath? Walk(string[] segments)
    {
        var node = Nodes.Find(candidate => candidate.Name == segments[0]);
        var i = 1;
        while (node is { IsLeaf: false } && i < segments.Length)
            node = node.Child(segments[i++]);
        return node is null ? null : new ResolvedPath(node, segments[i..]);
    }

    /// <summary>The declared node, and the fields to walk inside the value that it gives.</summary>
    private sealed record ResolvedPath(PropertyNode Node, string[] FieldsOfValue);
}

/// <summary>The table of one type, written as a list of names and getters.</summary>
internal sealed class PropertyTable<T>(string type, params string[] baseTypes) : PropertyTable(type, baseTypes)
    where T : ManagedObject
{
    public PropertyTable(string type, PropertyTable inherited, params string[] furtherBaseTypes)
        : this(type, [.. furtherBaseTypes, inherited.Type, .. inherited.BaseTypes]) =>
        Nodes.AddRange(((PropertyTable<ManagedEntity>)inherited).Nodes);

    public PropertyTable<T> Value(string name, Func<T, object?> getter) => Value(name, (target, _) => getter(target));

    public PropertyTable<T> Value(string name, Func<T, Session?, object?> getter)
    {
        Nodes.Add(new PropertyNode(name, (target, caller) => getter((T)target, caller), null, []));
        return this;
    }

    public PropertyTable<T> Data(string name, string dataType, Action<PropertyTable<T>> declare)
    {
        var fields = new PropertyTable<T>(dataType);
        declare(fields);
        Nodes.Add(new PropertyNode(name, null, dataType, fields.Nodes));
        return this;
    }
}
