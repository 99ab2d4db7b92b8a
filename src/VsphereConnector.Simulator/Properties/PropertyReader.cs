using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>Reads the selected properties of an object into the shapes of RetrieveProperties and of an update.</summary>
internal static class PropertyReader
{
    public static DataObject ObjectContent(ManagedObject target, string[] paths, Session? caller) => new(
        "ObjectContent",
        ("obj", target.Reference),
        ("propSet", Read(target, paths, caller, static (path, value) => value is null ? null : new DataObject(
            "DynamicProperty", ("name", path), ("val", new AnyValue(value))))));

    public static DataObject ObjectUpdate(ManagedObject target, string kind, IEnumerable<string> paths, Session? caller) => new(
        "ObjectUpdate",
        ("kind", kind),
        ("obj", target.Reference),
        ("changeSet", kind == "leave" ? null : Read(target, paths, caller, (path, value) => value is null && kind == "enter" ? null : new DataObject(
            "PropertyChange", ("name", path), ("op", "assign"), ("val", value is null ? null : new AnyValue(value))))));

    private static ValueArray Read(ManagedObject target, IEnumerable<string> paths, Session? caller, Func<string, object?, DataObject?> shape)
    {
        List<object> items = [];
        foreach (var path in paths)
        {
            if (shape(path, target.Properties.Read(target, caller, path)) is { } item)
                items.Add(item);
        }

        return new ValueArray("DynamicProperty", items);
    }
}
