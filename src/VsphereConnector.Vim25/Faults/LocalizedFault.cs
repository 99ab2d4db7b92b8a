using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Faults;

/// <summary>Reads the fields that are declared <c>LocalizedMethodFault</c>.</summary>
internal static class LocalizedFault
{
    /// <summary>The fault in a field; one of no particular type if the field does not say.</summary>
    public static MethodFault Read(DataObject parent, string name) => ReadOptional(parent, name) ?? MethodFault.From(DataObject.Empty);

    /// <summary>The fault in a field; null if the field is unset.</summary>
    public static MethodFault? ReadOptional(DataObject parent, string name) =>
        parent[name] is { Kind: VimValueKind.Object } fault ? MethodFault.FromLocalized(fault.AsObject()!) : null;
}
