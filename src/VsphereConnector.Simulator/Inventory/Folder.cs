using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>A folder of entities.</summary>
public sealed class Folder : ManagedEntity
{
    internal Folder(string id, string name, ManagedEntity? parent, params string[] childTypes)
        : base("Folder", id, name, parent) => ChildTypes = childTypes;

    internal string[] ChildTypes { get; }

    internal CopyOnReadList<ManagedEntity> Children { get; } = new();

    internal override PropertyTable Properties => Table;

    private static PropertyTable<Folder> Table { get; } = new PropertyTable<Folder>("Folder", EntityProperties)
        .Value("childType", folder => ValueArray.Of(folder.ChildTypes))
        .Value("childEntity", folder => ValueArray.Of(folder.Children.Snapshot().Select(child => child.Reference)));
}
