using System.Collections.Concurrent;
using System.Collections.Immutable;
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
    private const int RecentTasks = 10;

    private readonly ConcurrentDictionary<int, string> _customValues = new();
    private ImmutableQueue<ManagedObjectReference> _recentTasks = [];

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

    /// <summary>The values of its custom attributes, by the attributes' keys.</summary>
    public IReadOnlyDictionary<int, string> CustomValues => _customValues;

    internal void SetCustomValue(int key, string value) => _customValues[key] = value;

    internal void AddRecentTask(ManagedObjectReference task) => ImmutableInterlocked.Update(
        ref _recentTasks, tasks => tasks.Count() < RecentTasks ? tasks.Enqueue(task) : tasks.Dequeue().Enqueue(task));

    internal static ValueArray CustomValuesOf(ManagedEntity entity) => new(
        "CustomFieldValue",
        [.. entity._customValues.OrderBy(value => value.Key).Select(value => new DataObject("CustomFieldStringValue", ("key", value.Key), ("value", value.Value)) { IsSubtype = true })]);

    internal static PropertyTable<ManagedEntity> EntityProperties { get; } = new PropertyTable<ManagedEntity>("ManagedEntity", "ExtensibleManagedObject")
        .Value("parent", entity => entity is VirtualMachine { VirtualApp: not null } ? null : entity.Parent?.Reference)
        .Value("overallStatus", _ => new EnumValue("ManagedEntityStatus", "green"))
        .Value("name", entity => entity.Name)
        .Value("configStatus", _ => new EnumValue("ManagedEntityStatus", "green"))
        .Value("customValue", CustomValuesOf)
        .Value("tag", _ => new ValueArray("Tag", []))
        .Value("recentTask", entity => ValueArray.Of(entity._recentTasks))
        .Value("disabledMethod", _ => ValueArray.Of(Array.Empty<string>()))
        .Value("declaredAlarmState", _ => new ValueArray("AlarmState", []))
        .Value("triggeredAlarmState", _ => new ValueArray("AlarmState", []));
}
