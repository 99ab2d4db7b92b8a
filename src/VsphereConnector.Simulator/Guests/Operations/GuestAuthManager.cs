using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Guests.Operations;

/// <summary>Checks guest credentials and trades them for tickets.</summary>
internal sealed class GuestAuthManager(GuestLogon logon) : ManagedObject("GuestAuthManager", "guestOperationsAuthManager")
{
    internal override PropertyTable Properties => Table;

    private static PropertyTable<GuestAuthManager> Table { get; } = new("GuestAuthManager");

    public void AddTo(MethodTable methods, GuestOperationGate gate)
    {
        gate.Add(methods, "ValidateCredentialsInGuest", GuestPrivilege.Query, _ => null);
        gate.Add(methods, "AcquireCredentialsInGuest", GuestPrivilege.Query, Acquire, credential: "requestedAuth");
        gate.Add(methods, "ReleaseCredentialsInGuest", GuestPrivilege.Query, Release);
    }

    private DataObject Acquire(GuestAccess access) => new(
        "TicketedSessionAuthentication",
        ("interactiveSession", false),
        ("ticket", logon.Acquire(access.VirtualMachine, access.Account)))
    {
        IsSubtype = true,
    };

    private object? Release(GuestAccess access)
    {
        logon.Release(access.VirtualMachine, access.Arguments.Required("auth"));
        return null;
    }
}
