using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Faults;

/// <summary>A call that ends with a vim25 fault.</summary>
internal sealed class VimFault(DataObject detail, string message) : Exception(message)
{
    public DataObject Detail => detail;

    /// <summary>The same fault as a value, as task information and missing properties carry it.</summary>
    public DataObject Localized => new(
        "LocalizedMethodFault",
        ("fault", new DataObject(detail.Type, [.. detail.Fields]) { IsSubtype = true }),
        ("localizedMessage", Message));
}
