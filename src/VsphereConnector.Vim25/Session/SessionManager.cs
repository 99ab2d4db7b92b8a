using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Session;

/// <summary>Opens, copies and ends the client's session (vSphere's <c>SessionManager</c>).</summary>
public sealed class SessionManager
{
    private readonly VimClient _client;

    internal SessionManager(VimClient client) => _client = client;

    private ManagedObjectReference Self => _client.Require(_client.ServiceContent.SessionManager, "SessionManager");

    /// <summary>Logs in by name and password (<c>Login</c>).</summary>
    /// <exception cref="Faults.VimFaultException"><see cref="Faults.InvalidLogin"/>: refused. Do not try the same password again; accounts are locked.</exception>
    public Task<UserSession> LoginAsync(string userName, string password, string? locale = null, CancellationToken cancellationToken = default) =>
        OpenAsync(
            new SoapRequest(Self, "Login", arguments =>
            {
                arguments.Write("userName", userName);
                arguments.Write("password", password);
                arguments.Write("locale", locale);
            }),
            cancellationToken);

    /// <summary>Logs in by a SAML token with bearer confirmation (<c>LoginByToken</c>).</summary>
    /// <param name="tokenXml">The token's XML as the SSO service issued it. It is sent unchanged: its signature covers every byte.</param>
    /// <param name="locale">The session's language, such as <c>en</c>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task<UserSession> LoginByTokenAsync(string tokenXml, string? locale = null, CancellationToken cancellationToken = default)
    {
        var request = new SoapRequest(Self, "LoginByToken", arguments => arguments.Write("locale", locale))
        {
            Header = SecurityHeader.Bearer(tokenXml, _client.TimeProvider.GetUtcNow()),
        };
        return OpenAsync(request, cancellationToken);
    }

    /// <summary>
    /// Logs in as an extension, by the client certificate of the TLS handshake (<c>LoginExtensionByCertificate</c>;
    /// <see cref="VimClientOptions.ClientCertificate"/>).
    /// </summary>
    public Task<UserSession> LoginExtensionByCertificateAsync(string extensionKey, string? locale = null, CancellationToken cancellationToken = default) =>
        OpenAsync(
            new SoapRequest(Self, "LoginExtensionByCertificate", arguments =>
            {
                arguments.Write("extensionKey", extensionKey);
                arguments.Write("locale", locale);
            }),
            cancellationToken);

    /// <summary>Opens a session with the rights of the one that gave the ticket (<c>CloneSession</c>).</summary>
    public Task<UserSession> CloneSessionAsync(string cloneTicket, CancellationToken cancellationToken = default) =>
        OpenAsync(new SoapRequest(Self, "CloneSession", arguments => arguments.Write("cloneTicket", cloneTicket)), cancellationToken);

    /// <summary>Gets a ticket by which another client can copy this session once, soon (<c>AcquireCloneTicket</c>). It is a secret.</summary>
    public async Task<string> AcquireCloneTicketAsync(CancellationToken cancellationToken = default) =>
        (await _client.InvokeAsync(Self, "AcquireCloneTicket", null, cancellationToken).ConfigureAwait(false)).AsString()
        ?? throw new VimProtocolException("The server gave no clone ticket.");

    /// <summary>Whether a session exists and its user is logged in (<c>SessionIsActive</c>). Needs the privilege Sessions.ValidateSession.</summary>
    public async Task<bool> SessionIsActiveAsync(string sessionId, string userName, CancellationToken cancellationToken = default) =>
        (await _client.InvokeAsync(
            Self,
            "SessionIsActive",
            arguments =>
            {
                arguments.Write("sessionID", sessionId);
                arguments.Write("userName", userName);
            },
            cancellationToken).ConfigureAwait(false)).AsBoolean() ?? false;

    /// <summary>This client's session; null without one, or after it ended (property <c>currentSession</c>).</summary>
    public async Task<UserSession?> GetCurrentSessionAsync(CancellationToken cancellationToken = default)
    {
        var content = await _client.PropertyCollector.RetrieveAsync(Self, ["currentSession"], cancellationToken).ConfigureAwait(false);
        return content.GetObject("currentSession") is { } session ? UserSession.From(session) : null;
    }

    /// <summary>Ends the session (<c>Logout</c>). Without one it does nothing.</summary>
    public async Task LogoutAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _client.CallAsync(new SoapRequest(Self, "Logout") { Sessionless = true }, cancellationToken).ConfigureAwait(false);
        }
        catch (Faults.VimFaultException e) when (e.Fault is Faults.NotAuthenticated)
        {
            // It had ended already.
        }
        finally
        {
            _client.ForgetSession();
        }
    }

    private async Task<UserSession> OpenAsync(SoapRequest request, CancellationToken cancellationToken)
    {
        _client.ForgetSession();
        var session = await _client.CallAsync(request with { Sessionless = true }, cancellationToken).ConfigureAwait(false);
        return UserSession.From(session.AsObject() ?? throw new VimProtocolException($"{request.Method} gave no session."));
    }
}
