using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.CustomFields;

/// <summary>Custom attributes of inventory objects (vSphere's <c>CustomFieldsManager</c>). ESXi has none.</summary>
public sealed class CustomFieldsManager
{
    private readonly VimClient _client;

    internal CustomFieldsManager(VimClient client) => _client = client;

    private ManagedObjectReference Self => _client.Require(_client.ServiceContent.CustomFieldsManager, "CustomFieldsManager");

    /// <summary>Reads the definitions (<c>field</c>).</summary>
    public async Task<IReadOnlyList<CustomFieldDef>> GetFieldsAsync(CancellationToken cancellationToken = default)
    {
        var content = await _client.PropertyCollector.RetrieveAsync(Self, ["field"], cancellationToken).ConfigureAwait(false);
        return [.. content["field"].AsList().Select(field => CustomFieldDef.From(field.AsObject() ?? DataObject.Empty))];
    }

    /// <summary>Defines an attribute (<c>AddCustomFieldDef</c>).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="managedObjectType">The type of objects that have it, such as <c>VirtualMachine</c>; null for all.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.DuplicateName"/>: there is one of this name.</exception>
    public async Task<CustomFieldDef> AddCustomFieldDefAsync(string name, string? managedObjectType = null, CancellationToken cancellationToken = default)
    {
        var field = await _client.InvokeAsync(
            Self,
            "AddCustomFieldDef",
            arguments =>
            {
                arguments.Write("name", name);
                arguments.Write("moType", managedObjectType);
            },
            cancellationToken).ConfigureAwait(false);
        return CustomFieldDef.From(field.AsObject() ?? throw new VimProtocolException("AddCustomFieldDef gave no definition."));
    }

    /// <summary>Gives an object a value (<c>SetField</c>); an empty one takes it away.</summary>
    public Task SetFieldAsync(ManagedObjectReference entity, int key, string value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return _client.InvokeAsync(
            Self,
            "SetField",
            arguments =>
            {
                arguments.Write("entity", entity);
                arguments.Write("key", key);
                arguments.Write("value", value);
            },
            cancellationToken);
    }
}

/// <summary>The definition of a custom attribute.</summary>
/// <param name="Key">The key by which values name it.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="ManagedObjectType">The type of objects that have it; null for all.</param>
public sealed record CustomFieldDef(int Key, string Name, string? ManagedObjectType)
{
    internal static CustomFieldDef From(DataObject field) => new(
        field.GetInt32("key") ?? throw new VimProtocolException("A custom field has no key."),
        field.GetString("name") ?? "",
        field.GetString("managedObjectType"));
}
