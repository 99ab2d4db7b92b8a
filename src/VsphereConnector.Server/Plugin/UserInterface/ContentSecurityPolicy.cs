using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Plugin.UserInterface;

/// <summary>
/// What the pages may load, and who may show them. The client's proxy serves them from the client's own origin, so <c>'self'</c> is the
/// client: its script <c>/api/ui/htmlClientSdk.js</c>, its frames, and the REST API behind the same proxy.
/// </summary>
internal static class ContentSecurityPolicy
{
    public static string For(ServerOptions options) => string.Join("; ",
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        $"frame-ancestors {string.Join(' ', options.VCenters.Select(Origin).Distinct(StringComparer.Ordinal).Prepend("'self'"))}",
    ]);

    private static string Origin(VCenterOptions vCenter) => new Uri(vCenter.Url).GetLeftPart(UriPartial.Authority);
}
