using System.Collections.Concurrent;
using System.Collections.Immutable;
using VsphereConnector.Simulator.Extensions;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Sessions;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Authorization;

/// <summary>Who may do what, and where: by the roles that a user's permissions give on an entity.</summary>
internal sealed class AuthorizationManager(SessionStore sessions, ObjectRegistry objects, PermissionTable permissions, ExtensionManager extensions)
    : ManagedObject("AuthorizationManager", "AuthorizationManager")
{
    private static readonly ImmutableArray<string> OfVCenter =
    [
        "Authorization.ModifyPermissions", "Authorization.ModifyRoles", "Extension.Register", "Extension.Unregister", "Extension.Update",
        "Global.CancelTask", "Global.LogEvent", "Global.ManageCustomFields", "Global.SetCustomField", "Sessions.TerminateSession",
        "Sessions.ValidateSession", "System.Anonymous", "System.Read", "System.View", "Task.Create", "Task.Update", "VirtualMachine.Config.Rename",
        "VirtualMachine.GuestOperations.Execute", "VirtualMachine.GuestOperations.Modify", "VirtualMachine.GuestOperations.ModifyAliases",
        "VirtualMachine.GuestOperations.Query", "VirtualMachine.GuestOperations.QueryAliases", "VirtualMachine.Interact.PowerOff",
        "VirtualMachine.Interact.PowerOn", "VirtualMachine.Interact.Reset", "VirtualMachine.Inventory.Delete", "VirtualMachine.Provisioning.Clone",
    ];

    private readonly ConcurrentDictionary<(string User, string Privilege), byte> _denied = new();
    private readonly RoleList _roles = new();

    internal override PropertyTable Properties => Table;

    private static PropertyTable<AuthorizationManager> Table { get; } = new PropertyTable<AuthorizationManager>("AuthorizationManager")
        .Value("privilegeList", manager => new ValueArray("AuthorizationPrivilege", [.. manager.Known.Select(Privilege)]))
        .Value("roleList", manager => new ValueArray("AuthorizationRole", [.. manager._roles.Numbered.Select(entry => Role(entry.Id, entry.Role, manager.Known))]));

    private IEnumerable<string> Known => OfVCenter.Concat(extensions.Privileges);

    public void AddTo(MethodTable methods)
    {
        methods.Add("HasPrivilegeOnEntities", HasPrivilegeOnEntities);
        methods.Add("HasUserPrivilegeOnEntities", HasUserPrivilegeOnEntities);
        methods.Add("FetchUserPrivilegeOnEntities", FetchUserPrivilegeOnEntities);
        methods.Add("AddAuthorizationRole", AddRole, privilege: "Authorization.ModifyRoles");
        methods.Add("SetEntityPermissions", SetEntityPermissions, privilege: "Authorization.ModifyPermissions");
        methods.Add("RemoveEntityPermission", RemoveEntityPermission, privilege: "Authorization.ModifyPermissions");
        methods.Add("RetrieveEntityPermissions", RetrieveEntityPermissions);
    }

    /// <summary>Takes a privilege away from a user, on all entities.</summary>
    public void Deny(string user, string privilege) => _denied[(Principal.Of(user), privilege)] = 0;

    public void Demand(string user, ManagedEntity entity, string privilege)
    {
        if (!Allows(user, entity, privilege))
            throw Fault.NoPermission(entity.Reference, privilege);
    }

    private bool Allows(string user, ManagedEntity entity, string privilege) =>
        Known.Contains(privilege, StringComparer.Ordinal)
        && !_denied.ContainsKey((user, privilege))
        && permissions.RolesOf(user, entity).Any(role => role.Holds(privilege));

    private ValueArray HasPrivilegeOnEntities(SoapCall call)
    {
        var key = call.Arguments.RequiredString("sessionId");
        return OnEntities(call, sessions.All.FirstOrDefault(session => session.Key == key)?.UserName);
    }

    private ValueArray HasUserPrivilegeOnEntities(SoapCall call) => OnEntities(call, Principal.Of(call.Arguments.RequiredString("userName")));

    private ValueArray OnEntities(SoapCall call, string? user)
    {
        var privileges = call.Arguments.Strings("privId");
        return new ValueArray("EntityPrivilege", [.. Entities(call).Select(entity => new DataObject(
            "EntityPrivilege",
            ("entity", entity.Reference),
            ("privAvailability", new ValueArray("PrivilegeAvailability", [.. privileges.Select(privilege => new DataObject(
                "PrivilegeAvailability", ("privId", privilege), ("isGranted", user is not null && Allows(user, entity, privilege))))]))))]);
    }

    private ValueArray FetchUserPrivilegeOnEntities(SoapCall call)
    {
        var user = Principal.Of(call.Arguments.RequiredString("userName"));
        return new ValueArray("UserPrivilegeResult", [.. Entities(call).Select(entity => new DataObject(
            "UserPrivilegeResult",
            ("entity", entity.Reference),
            ("privileges", ValueArray.Of(Known.Where(privilege => Allows(user, entity, privilege))))))]);
    }

    private object AddRole(SoapCall call) => _roles.Add(new Role(call.Arguments.RequiredString("name"), [.. call.Arguments.Strings("privIds")]));

    private object? SetEntityPermissions(SoapCall call)
    {
        var entity = objects.Get<ManagedEntity>(call.Arguments, "entity");
        foreach (var permission in call.Arguments.All("permission"))
        {
            var role = _roles.Get(permission.Int("roleId"));
            permissions.Set(new Permission(permission.RequiredString("principal"), role, entity, permission.Bool("propagate")));
        }

        return null;
    }

    private object? RemoveEntityPermission(SoapCall call)
    {
        var entity = objects.Get<ManagedEntity>(call.Arguments, "entity");
        var user = call.Arguments.RequiredString("user");
        return permissions.Remove(user, entity) ? null : throw Fault.NotFound($"'{user}' has no permission there.");
    }

    private ValueArray RetrieveEntityPermissions(SoapCall call)
    {
        var entity = objects.Get<ManagedEntity>(call.Arguments, "entity");
        return new ValueArray("Permission", [.. permissions.On(entity, call.Arguments.Bool("inherited")).Select(permission => new DataObject(
            "Permission",
            ("entity", permission.Entity!.Reference),
            ("principal", permission.User),
            ("group", false),
            ("roleId", _roles.IdOf(permission.Role)),
            ("propagate", permission.Propagate)))]);
    }

    private IEnumerable<ManagedEntity> Entities(SoapCall call)
    {
        var name = call.Arguments.Find("entities") is null ? "entity" : "entities";
        return call.Arguments.All(name).Select(element => element.AsReference())
            .Select(reference => objects.Get(reference) as ManagedEntity ?? throw Fault.ManagedObjectNotFound(reference));
    }

    private static DataObject Privilege(string id) => new(
        "AuthorizationPrivilege",
        ("privId", id),
        ("onParent", false),
        ("name", id[(id.LastIndexOf('.') + 1)..]),
        ("privGroupName", id[..Math.Max(id.LastIndexOf('.'), 0)]));

    private static DataObject Role(int id, Role role, IEnumerable<string> known) => new(
        "AuthorizationRole",
        ("roleId", id),
        ("system", id < 0),
        ("name", role.Name),
        ("info", new DataObject("Description", ("label", role.Name), ("summary", role.Name))),
        ("privilege", ValueArray.Of(known.Where(role.Holds))));
}
