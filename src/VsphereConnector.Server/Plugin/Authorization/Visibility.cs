using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Plugin.Authorization;

/// <summary>
/// What a caller may see. A user sees the virtual machines of the session's vCenter on which he has the privilege to view; with that
/// privilege on the root folder he also sees the registered endpoints, and the history of virtual machines that are not in the inventory
/// any more. Who has an API token sees all.
/// </summary>
internal sealed class Visibility
{
    private readonly string? _vCenter;
    private readonly bool _root;
    private readonly HashSet<string> _seen;
    private readonly HashSet<string> _inventory;

    private Visibility(string? vCenter, IEnumerable<VirtualMachine> seen, IEnumerable<VirtualMachine> inventory, bool root) =>
        (_vCenter, _root, _seen, _inventory) = (vCenter, root, Ids(seen), Ids(inventory));

    public static Visibility Everything { get; } = new(null, [], [], root: true);

    /// <summary>False where lists need not be filtered.</summary>
    public bool IsLimited => _vCenter is not null;

    /// <param name="vCenter">The vCenter of the session.</param>
    /// <param name="seen">The virtual machines that the user may view.</param>
    /// <param name="inventory">All virtual machines of that vCenter.</param>
    /// <param name="root">Whether the user may view at the root folder.</param>
    public static Visibility Of(string vCenter, IEnumerable<VirtualMachine> seen, IEnumerable<VirtualMachine> inventory, bool root) =>
        new(vCenter, seen, inventory, root);

    public bool Sees(VirtualMachine machine) => Sees(machine.VCenter, machine.InstanceUuid, machine.Reference.Value);

    public bool Sees(Connector connector) => Sees(connector.VCenter, connector.InstanceUuid, connector.MoRef);

    public bool Sees(OperationTarget target) => Sees(target.VCenter, target.InstanceUuid, target.MoRef);

    private bool Sees(string? vCenter, string? instanceUuid, string? moRef)
    {
        if (_vCenter is null)
        {
            return true;
        }

        if (EndpointSubject.IdOf(instanceUuid) is not null)
        {
            return _root;
        }

        if (vCenter is not null && !vCenter.Equals(_vCenter, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Until an operation's machine was looked up nobody knows whose it is: it may be in another vCenter.
        var id = string.IsNullOrEmpty(instanceUuid) ? vCenter is null ? null : moRef : instanceUuid;
        return id is null ? _root : _seen.Contains(id) || (_root && !_inventory.Contains(id));
    }

    private static HashSet<string> Ids(IEnumerable<VirtualMachine> machines) =>
        machines.SelectMany(machine => new[] { machine.InstanceUuid, machine.Reference.Value }).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
