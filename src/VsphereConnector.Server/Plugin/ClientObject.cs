using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin;

/// <summary>An object as the vSphere Client names it: <c>urn:vmomi:VirtualMachine:vm-58:&lt;id of its vCenter&gt;</c>.</summary>
internal sealed record ClientObject(ManagedObjectReference Reference, Guid VCenter)
{
    public const string Form = "urn:vmomi:VirtualMachine:vm-58:<id of the vCenter>";

    public static ClientObject? TryParse(string? id) =>
        id?.Split(':') is ["urn", "vmomi", { Length: > 0 and <= 80 } type, { Length: > 0 and <= 80 } value, var vCenter]
        && Guid.TryParseExact(vCenter, "D", out var guid)
            ? new ClientObject(new ManagedObjectReference(type, value), guid)
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"urn:vmomi:{Reference.Type}:{Reference.Value}:{VCenter}";
}
