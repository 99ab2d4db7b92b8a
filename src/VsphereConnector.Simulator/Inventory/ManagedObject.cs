using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>Anything a client can hold a reference to.</summary>
public abstract class ManagedObject
{
    private protected ManagedObject(string type, string id) => Reference = new ManagedObjectReference(type, id);

    /// <summary>The reference by which clients name the object.</summary>
    public ManagedObjectReference Reference { get; }

    internal abstract PropertyTable Properties { get; }
}

/// <summary>An object of the inventory tree: it has a name and, but for the root folder, a parent.</summary>
public abstract class ManagedEntity : ManagedObject
{
    private protected ManagedEntity(string type, string id, string name, ManagedEntity? parent)
        : base(type, id)
    {
        Name = name;
        Parent = parent;
    }

    /// <summary>The name that operators see.</summary>
    public string Name { get; internal set; }

    /// <summary>The entity that holds this one.</summary>
    public ManagedEntity? Parent { get; internal set; }

    internal static PropertyTable<ManagedEntity> EntityProperties { get; } = new PropertyTable<ManagedEntity>("ManagedEntity", "ExtensibleManagedObject")
        .Value("parent", entity => entity is VirtualMachine { VirtualApp: not null } ? null : entity.Parent?.Reference)
        .Value("overallStatus", _ => new EnumValue("ManagedEntityStatus", "green"))
        .Value("name", entity => entity.Name)
        .Value("configStatus", _ => new EnumValue("ManagedEntityStatus", "green"))
        .Value("customValue", _ => new ValueArray("CustomFieldValue", []))
        .Value("tag", _ => new ValueArray("Tag", []))
        .Value("recentTask", _ => ValueArray.Of(Array.Empty<ManagedObjectReference>()))
        .Value("disabledMethod", _ => ValueArray.Of(Array.Empty<string>()))
        .Value("declaredAlarmState", _ => new ValueArray("AlarmState", []))
        .Value("triggeredAlarmState", _ => new ValueArray("AlarmState", []));
}
