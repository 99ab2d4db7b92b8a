using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Authorization;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>
/// A session in vCenter with the rights of a vSphere Client's user, cloned from the client's. It serves to ask what the user may do; what
/// is done, the server's own session does.
/// </summary>
internal sealed class DelegatedSession(SessionKey key, VCenter vCenter, VimClient client, UserSession session, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LogoutLimit = TimeSpan.FromSeconds(5);

    public SessionKey Key => key;

    public VCenter VCenter => vCenter;

    /// <summary>Such as <c>VSPHERE.LOCAL\Administrator</c>.</summary>
    public string UserName => session.UserName;

    public ManagedObjectReference RootFolder => client.ServiceContent.RootFolder;

    /// <summary>Opens a session by a ticket.</summary>
    /// <exception cref="VimException">vCenter cannot be reached or refuses the ticket.</exception>
    public static async Task<DelegatedSession> OpenAsync(
        SessionKey key, VCenter vCenter, string cloneTicket, TimeProvider time, CancellationToken cancellationToken)
    {
        var client = await VimClient.ConnectAsync(vCenter.ClientOptions, time, cancellationToken);
        try
        {
            var session = await client.SessionManager.CloneSessionAsync(cloneTicket, cancellationToken);
            return new DelegatedSession(key, vCenter, client, session, time);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Which of the privileges the user has on each of the objects; one call.</summary>
    public Task<IReadOnlyList<EntityPrivilege>> HasPrivilegesAsync(
        IReadOnlyList<ManagedObjectReference> entities, IReadOnlyList<string> privileges, CancellationToken cancellationToken) =>
        client.AuthorizationManager.HasPrivilegeOnEntitiesAsync(entities, session.Key, privileges, cancellationToken);

    /// <summary>Logs out, without insisting on it, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(LogoutLimit, time);
        try
        {
            await client.SessionManager.LogoutAsync(limit.Token);
        }
        catch (Exception exception) when (exception is VimException or OperationCanceledException or ObjectDisposedException)
        {
            // vCenter ends it by itself.
        }

        client.Dispose();
    }
}
