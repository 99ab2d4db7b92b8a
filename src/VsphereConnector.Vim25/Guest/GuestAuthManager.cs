using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Guest;

/// <summary>Checks guest credentials and opens guest sessions (vSphere's <c>GuestAuthManager</c>).</summary>
public sealed class GuestAuthManager
{
    private readonly GuestService _service;

    internal GuestAuthManager(GuestService service) => _service = service;

    /// <summary>Checks credentials in the guest (<c>ValidateCredentialsInGuest</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.InvalidGuestLogin"/>: refused; each try counts towards a lock-out.</exception>
    public Task ValidateCredentialsInGuestAsync(ManagedObjectReference vm, GuestAuthentication auth, CancellationToken cancellationToken = default) =>
        _service.InvokeAsync("ValidateCredentialsInGuest", vm, auth, null, cancellationToken);

    /// <summary>Opens a guest session (<c>AcquireCredentialsInGuest</c>).</summary>
    /// <param name="vm">The virtual machine.</param>
    /// <param name="requestedAuth">An SSPI token, or any other credentials.</param>
    /// <param name="sessionId">The id from the challenge before, where this is a further step.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.GuestAuthenticationChallenge"/>: another step is needed.</exception>
    public async Task<TicketedSessionAuthentication> AcquireCredentialsInGuestAsync(
        ManagedObjectReference vm, GuestAuthentication requestedAuth, long? sessionId = null, CancellationToken cancellationToken = default)
    {
        var session = await _service
            .InvokeAsync("AcquireCredentialsInGuest", vm, requestedAuth, "requestedAuth", arguments => arguments.Write("sessionID", sessionId), cancellationToken)
            .ConfigureAwait(false);
        return new TicketedSessionAuthentication(session.AsObject()?.GetString("ticket") ?? throw new VimProtocolException("AcquireCredentialsInGuest gave no ticket."))
        {
            InteractiveSession = session.AsObject()!.GetBoolean("interactiveSession") ?? false,
        };
    }

    /// <summary>Ends a guest session (<c>ReleaseCredentialsInGuest</c>).</summary>
    public Task ReleaseCredentialsInGuestAsync(ManagedObjectReference vm, TicketedSessionAuthentication auth, CancellationToken cancellationToken = default) =>
        _service.InvokeAsync("ReleaseCredentialsInGuest", vm, auth, null, cancellationToken);
}
