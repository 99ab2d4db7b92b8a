using System.Collections.Concurrent;
using System.Collections.Immutable;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Authorization;

/// <summary>Who may do what. Every user may do everything that was not denied to him.</summary>
internal sealed class AuthorizationManager(SessionStore sessions) : ManagedObject("AuthorizationManager", "AuthorizationManager")
{
    private static readonly ImmutableArray<string> Known =
    [
        "System.Anonymous", "System.Read", "System.View", "Extension.Register", "Extension.Unregister", "Extension.Update", "Global.LogEvent",
        "Sessions.ValidateSession", "Task.Create", "Task.Update", "VirtualMachine.GuestOperations.Execute", "VirtualMachine.GuestOperations.Modify",
        "VirtualMachine.GuestOperations.ModifyAliases", "VirtualMachine.GuestOperations.Query", "VirtualMachine.GuestOperations.QueryAliases",
        "VirtualMachine.Interact.PowerOff", "VirtualMachine.Interact.PowerOn",
    ];

    private readonly ConcurrentDictionary<(string User, string Privilege), byte> _denied = new();

    internal override PropertyTable Properties => Table;

    private static PropertyTable<AuthorizationManager> Table { get; } = new PropertyTable<AuthorizationManager>("AuthorizationManager")
        .Value("privilegeList", _ => new ValueArray("AuthorizationPrivilege", [.. Known.Select(Privilege)]));

    public void AddTo(MethodTable methods)
    {
        methods.Add("HasPrivilegeOnEntities", HasPrivilegeOnEntities);
        methods.Add("HasUserPrivilegeOnEntities", HasUserPrivilegeOnEntities);
        methods.Add("FetchUserPrivilegeOnEntities", FetchUserPrivilegeOnEntities);
    }

    public void Deny(string user, string privilege) => _denied[(user, privilege)] = 0;

    public bool Allows(string user, string privilege) => !_denied.ContainsKey((user, privilege));

    private ValueArray HasPrivilegeOnEntities(SoapCall call)
    {
        var key = call.Arguments.RequiredString("sessionId");
        return OnEntities(call, sessions.All.FirstOrDefault(session => session.Key == key)?.UserName);
    }

    private ValueArray HasUserPrivilegeOnEntities(SoapCall call) => OnEntities(call, call.Arguments.RequiredString("userName"));

    private ValueArray OnEntities(SoapCall call, string? user)
    {
        var privileges = call.Arguments.Strings("privId");
        return new ValueArray("EntityPrivilege", [.. Entities(call).Select(entity => new DataObject(
            "EntityPrivilege",
            ("entity", entity),
            ("privAvailability", new ValueArray("PrivilegeAvailability", [.. privileges.Select(privilege => new DataObject(
                "PrivilegeAvailability", ("privId", privilege), ("isGranted", user is not null && Allows(user, privilege))))]))))]);
    }

    private ValueArray FetchUserPrivilegeOnEntities(SoapCall call)
    {
        var user = call.Arguments.RequiredString("userName");
        return new ValueArray("UserPrivilegeResult", [.. Entities(call).Select(entity => new DataObject(
            "UserPrivilegeResult", ("entity", entity), ("privileges", ValueArray.Of(Known.Where(privilege => Allows(user, privilege))))))]);
    }

    private static IEnumerable<ManagedObjectReference> Entities(SoapCall call)
    {
        var name = call.Arguments.Find("entities") is null ? "entity" : "entities";
        return call.Arguments.All(name).Select(element => element.AsReference());
    }

    private static DataObject Privilege(string id) => new(
        "AuthorizationPrivilege",
        ("privId", id),
        ("onParent", false),
        ("name", id[(id.LastIndexOf('.') + 1)..]),
        ("privGroupName", id[..id.LastIndexOf('.')]));
}
