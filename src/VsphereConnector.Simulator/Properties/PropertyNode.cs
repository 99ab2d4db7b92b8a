using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

internal delegate object? PropertyGetter(ManagedObject target, Session? caller);

/// <summary>One declared property: a leaf with its getter, or a data object made of further properties.</summary>
internal sealed class PropertyNode(string name, PropertyGetter? getter, string? dataType, IReadOnlyList<PropertyNode> children)
{
    public string Name => name;

    public bool IsLeaf => getter is not null;

    public PropertyNode? Child(string childName) => children.FirstOrDefault(child => child.Name == childName);

    public object? Read(ManagedObject target, Session? caller)
    {
        if (getter is not null)
            return getter(target, caller);
        var fields = new (string, object?)[children.Count];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = (children[i].Name, children[i].Read(target, caller));
        return new DataObject(dataType!, fields);
    }
}
