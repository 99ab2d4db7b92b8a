using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Session;

/// <summary>A session on the server.</summary>
public sealed record UserSession
{
    /// <summary>The session's id.</summary>
    public required string Key { get; init; }

    /// <summary>Who is logged in, such as <c>VSPHERE.LOCAL\Administrator</c>.</summary>
    public required string UserName { get; init; }

    /// <summary>The user's full name, if the directory has one.</summary>
    public string? FullName { get; init; }

    /// <summary>When the session was opened.</summary>
    public DateTimeOffset? LoginTime { get; init; }

    /// <summary>The session's language.</summary>
    public string? Locale { get; init; }

    internal static UserSession From(DataObject session) => new()
    {
        Key = session.RequireString("key"),
        UserName = session.GetString("userName") ?? "",
        FullName = session.GetString("fullName"),
        LoginTime = session.GetDateTime("loginTime"),
        Locale = session.GetString("locale"),
    };
}
