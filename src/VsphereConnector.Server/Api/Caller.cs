using System.Text.Json.Serialization;
using VsphereConnector.Server.Plugin.Sessions;

namespace VsphereConnector.Server.Api;

/// <summary>Who makes a request: a vSphere user with a session in a vCenter, or a script with an API token.</summary>
/// <param name="Name">The user, such as <c>VSPHERE.LOCAL\Administrator</c>, or the token's name.</param>
/// <param name="Session">The user's session; null for a token, which may do everything.</param>
internal sealed record Caller(string Name, DelegatedSession? Session)
{
    public CallerKind Kind => Session is not null ? CallerKind.User : Name.Length > 0 ? CallerKind.ApiToken : CallerKind.Unknown;

    public static Caller Of(HttpContext context) => new(context.User.Identity?.Name ?? "", context.Features.Get<DelegatedSession>());
}

/// <summary>What kind of caller it is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallerKind>))]
internal enum CallerKind
{
    User,
    ApiToken,

    /// <summary>Nobody that is known.</summary>
    Unknown,
}
