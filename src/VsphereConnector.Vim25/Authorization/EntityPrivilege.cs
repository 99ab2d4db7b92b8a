using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Authorization;

/// <summary>Which of the privileges that were asked for are granted on one object.</summary>
/// <param name="Entity">The object.</param>
/// <param name="Granted">The privileges that are granted.</param>
/// <param name="Missing">The privileges that are not.</param>
public sealed record EntityPrivilege(ManagedObjectReference Entity, IReadOnlyList<string> Granted, IReadOnlyList<string> Missing)
{
    internal static IReadOnlyList<EntityPrivilege> FromList(VimValue answer) =>
        [.. answer.AsList().Select(entry => From(entry.AsObject() ?? DataObject.Empty))];

    private static EntityPrivilege From(DataObject entry)
    {
        var byGrant = entry.GetObjects("privAvailability").ToLookup(privilege => privilege.GetBoolean("isGranted") ?? false, privilege => privilege.RequireString("privId"));
        return new EntityPrivilege(entry.RequireReference("entity"), [.. byGrant[true]], [.. byGrant[false]]);
    }
}

/// <summary>All privileges of a user on one object.</summary>
/// <param name="Entity">The object.</param>
/// <param name="Privileges">The privileges.</param>
public sealed record UserPrivilegeResult(ManagedObjectReference Entity, IReadOnlyList<string> Privileges)
{
    internal static UserPrivilegeResult From(DataObject result) => new(result.RequireReference("entity"), result.GetStrings("privileges"));
}
