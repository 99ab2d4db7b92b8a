using System.Collections.Concurrent;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.CustomFields;

/// <summary>Custom attributes: their definitions, and their values on entities.</summary>
internal sealed class CustomFieldsManager(ObjectRegistry objects, ChangeFeed changes) : ManagedObject("CustomFieldsManager", "CustomFieldsManager")
{
    private const int FirstKey = 100;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, CustomField> _fields = new();

    internal override PropertyTable Properties => Table;

    private static PropertyTable<CustomFieldsManager> Table { get; } = new PropertyTable<CustomFieldsManager>("CustomFieldsManager")
        .Value("field", manager => new ValueArray("CustomFieldDef", [.. manager._fields.Values.OrderBy(field => field.Key).Select(Definition)]));

    public void AddTo(MethodTable methods)
    {
        methods.Add("AddCustomFieldDef", AddDefinition, privilege: "Global.ManageCustomFields");
        methods.Add("RenameCustomFieldDef", Rename, privilege: "Global.ManageCustomFields");
        methods.Add("RemoveCustomFieldDef", Remove, privilege: "Global.ManageCustomFields");
        methods.Add("SetField", SetField, privilege: "Global.SetCustomField");
    }

    private DataObject AddDefinition(SoapCall call)
    {
        var name = call.Arguments.RequiredString("name");
        lock (_gate)
        {
            DemandFree(name);
            var key = FirstKey + 1 + (_fields.IsEmpty ? 0 : _fields.Keys.Max() - FirstKey);
            var field = _fields[key] = new CustomField(key, name, call.Arguments.String("moType"));
            changes.Publish(this, "field");
            return Definition(field);
        }
    }

    private object? Rename(SoapCall call)
    {
        var name = call.Arguments.RequiredString("name");
        lock (_gate)
        {
            DemandFree(name);
            var field = Demand(call);
            _fields[field.Key] = field with { Name = name };
        }

        changes.Publish(this, "field");
        return null;
    }

    private object? Remove(SoapCall call)
    {
        _fields.TryRemove(Demand(call).Key, out _);
        changes.Publish(this, "field");
        return null;
    }

    private object? SetField(SoapCall call)
    {
        var entity = objects.Get<ManagedEntity>(call.Arguments, "entity");
        var field = Demand(call);
        if (field.ManagedObjectType is { } type && type != entity.Reference.Type)
            throw Fault.InvalidArgument("key", $"The field '{field.Name}' is for {type}.");
        entity.SetCustomValue(field.Key, call.Arguments.RequiredString("value"));
        changes.Publish(entity, "customValue", "value", "summary.customValue");
        return null;
    }

    private CustomField Demand(SoapCall call) =>
        call.Arguments.Int("key") is { } key && _fields.TryGetValue(key, out var field)
            ? field
            : throw Fault.InvalidArgument("key", "There is no custom field of this key.");

    private void DemandFree(string name)
    {
        if (_fields.Values.Any(field => field.Name == name))
            throw Fault.DuplicateName(name, Reference);
    }

    private static DataObject Definition(CustomField field) => new(
        "CustomFieldDef", ("key", field.Key), ("name", field.Name), ("type", "string"), ("managedObjectType", field.ManagedObjectType));

    private sealed record CustomField(int Key, string Name, string? ManagedObjectType);
}
