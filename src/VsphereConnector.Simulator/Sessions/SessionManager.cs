using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.SingleSignOn;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Sessions;

/// <summary>Logs users in and out.</summary>
internal sealed class SessionManager(SessionStore sessions, EventLog events, TokenSigner tokens, IReadOnlyDictionary<string, string> users)
    : ManagedObject("SessionManager", "SessionManager")
{
    private readonly Dictionary<string, (string User, string Password)> _passwords =
        users.ToDictionary(user => Principal.Of(user.Key), user => (Principal.Of(user.Key), user.Value), StringComparer.OrdinalIgnoreCase);

    internal override PropertyTable Properties => Table;

    private static PropertyTable<SessionManager> Table { get; } = new PropertyTable<SessionManager>("SessionManager")
        .Value("sessionList", (manager, caller) => caller is null ? null : new ValueArray("UserSession", [.. manager.Sessions.All.Select(s => s.ToDataObject())]))
        .Value("currentSession", (_, caller) => caller?.ToDataObject())
        .Value("message", _ => "")
        .Value("messageLocaleList", _ => ValueArray.Of(["en"]))
        .Value("supportedLocaleList", _ => ValueArray.Of(["en"]))
        .Value("defaultLocale", _ => "en");

    private SessionStore Sessions => sessions;

    /// <summary>The user of that name and password, as sessions show it; null where they do not match.</summary>
    public string? Authenticate(string userName, string password) =>
        _passwords.TryGetValue(Principal.Of(userName), out var known) && known.Password == password ? known.User : null;

    public void AddTo(MethodTable methods)
    {
        methods.Add("Login", Login, anonymous: true);
        methods.Add("LoginByToken", LoginByToken, anonymous: true);
        methods.Add("CloneSession", CloneSession, anonymous: true);
        methods.Add("Logout", Logout);
        methods.Add("AcquireCloneTicket", call => sessions.NewCloneTicket(call.Session));
        methods.Add("SessionIsActive", SessionIsActive);
        methods.Add("TerminateSession", TerminateSession, privilege: "Sessions.TerminateSession");
        methods.Add("SetLocale", _ => null);
    }

    private DataObject Login(SoapCall call)
    {
        var userName = call.Arguments.RequiredString("userName");
        if (Authenticate(userName, call.Arguments.RequiredString("password")) is { } user)
            return Enter(call, user);
        events.Add("BadUsernameSessionEvent", null, $"Cannot login {userName}@127.0.0.1", userName);
        throw Fault.InvalidLogin();
    }

    private DataObject LoginByToken(SoapCall call)
    {
        var token = TokenIn(call.Request.SecuredText) ?? throw Fault.InvalidLogin();
        return Enter(call, Principal.Of(tokens.SubjectOf(token) ?? throw Fault.InvalidLogin()));
    }

    // The signature covers the token's own bytes, so it is taken as it came.
    private static string? TokenIn(string? request)
    {
        const string end = "</saml2:Assertion>";
        var start = request?.IndexOf("<saml2:Assertion", StringComparison.Ordinal) ?? -1;
        var length = start < 0 ? -1 : request!.IndexOf(end, start, StringComparison.Ordinal);
        return length < 0 ? null : request![start..(length + end.Length)];
    }

    private DataObject CloneSession(SoapCall call) =>
        Enter(call, sessions.RedeemCloneTicket(call.Arguments.RequiredString("cloneTicket")) ?? throw Fault.InvalidLogin());

    private DataObject Enter(SoapCall call, string userName)
    {
        if (call.Caller is not null)
            throw Fault.InvalidState("The session is already logged in.");
        var session = sessions.Open(userName, call.Request.ApiVersion);
        call.SetCaller(session);
        events.Add("UserLoginSessionEvent", null, $"User {userName}@127.0.0.1 logged in", userName);
        return session.ToDataObject();
    }

    private object? Logout(SoapCall call)
    {
        var session = call.Session;
        sessions.Close(session);
        call.SetCaller(null);
        events.Add("UserLogoutSessionEvent", null, $"User {session.UserName}@127.0.0.1 logged out", session.UserName);
        return null;
    }

    private object SessionIsActive(SoapCall call)
    {
        var key = call.Arguments.RequiredString("sessionID");
        var user = call.Arguments.RequiredString("userName");
        return sessions.All.Any(session => session.Key == key && session.UserName == user);
    }

    private object? TerminateSession(SoapCall call)
    {
        var keys = call.Arguments.Strings("sessionId");
        foreach (var session in sessions.All.Where(session => keys.Contains(session.Key)))
            sessions.Close(session);
        return null;
    }
}
