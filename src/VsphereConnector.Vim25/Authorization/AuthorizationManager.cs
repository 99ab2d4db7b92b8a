using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Authorization;

/// <summary>Asks for privileges (vSphere's <c>AuthorizationManager</c>).</summary>
public sealed class AuthorizationManager
{
    private readonly VimClient _client;

    internal AuthorizationManager(VimClient client) => _client = client;

    private ManagedObjectReference Self => _client.Require(_client.ServiceContent.AuthorizationManager, "AuthorizationManager");

    /// <summary>Which privileges a session has on objects (<c>HasPrivilegeOnEntities</c>).</summary>
    /// <param name="entities">The objects.</param>
    /// <param name="sessionId">The session's key.</param>
    /// <param name="privilegeIds">The privileges, such as <c>VirtualMachine.GuestOperations.Execute</c>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<IReadOnlyList<EntityPrivilege>> HasPrivilegeOnEntitiesAsync(
        IReadOnlyList<ManagedObjectReference> entities,
        string sessionId,
        IReadOnlyList<string> privilegeIds,
        CancellationToken cancellationToken = default)
    {
        var answer = await _client.InvokeAsync(
            Self,
            "HasPrivilegeOnEntities",
            arguments =>
            {
                arguments.Write("entity", entities);
                arguments.Write("sessionId", sessionId);
                arguments.Write("privId", privilegeIds);
            },
            cancellationToken).ConfigureAwait(false);
        return EntityPrivilege.FromList(answer);
    }

    /// <summary>Which privileges a user has on objects (<c>HasUserPrivilegeOnEntities</c>).</summary>
    /// <param name="entities">The objects.</param>
    /// <param name="userName">The user, such as <c>VSPHERE.LOCAL\Administrator</c>.</param>
    /// <param name="privilegeIds">The privileges.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<IReadOnlyList<EntityPrivilege>> HasUserPrivilegeOnEntitiesAsync(
        IReadOnlyList<ManagedObjectReference> entities,
        string userName,
        IReadOnlyList<string> privilegeIds,
        CancellationToken cancellationToken = default)
    {
        var answer = await _client.InvokeAsync(
            Self,
            "HasUserPrivilegeOnEntities",
            arguments =>
            {
                arguments.Write("entities", entities);
                arguments.Write("userName", userName);
                arguments.Write("privId", privilegeIds);
            },
            cancellationToken).ConfigureAwait(false);
        return EntityPrivilege.FromList(answer);
    }

    /// <summary>All privileges that a user has on objects (<c>FetchUserPrivilegeOnEntities</c>).</summary>
    public async Task<IReadOnlyList<UserPrivilegeResult>> FetchUserPrivilegeOnEntitiesAsync(
        IReadOnlyList<ManagedObjectReference> entities, string userName, CancellationToken cancellationToken = default)
    {
        var answer = await _client.InvokeAsync(
            Self,
            "FetchUserPrivilegeOnEntities",
            arguments =>
            {
                arguments.Write("entities", entities);
                arguments.Write("userName", userName);
            },
            cancellationToken).ConfigureAwait(false);
        return [.. answer.AsList().Select(result => UserPrivilegeResult.From(result.AsObject() ?? DataObject.Empty))];
    }
}
