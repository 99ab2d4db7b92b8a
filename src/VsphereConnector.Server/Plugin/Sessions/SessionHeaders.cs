using System.Diagnostics.CodeAnalysis;

namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>The headers by which the plug-in's UI says whose it is.</summary>
internal static class SessionHeaders
{
    /// <summary>The session token of the vSphere Client, as its SDK gives it to the UI.</summary>
    public const string Token = "vmware-api-session-id";

    /// <summary>The instanceUuid of the vCenter that the UI works on: the GUID in the ids of its objects.</summary>
    public const string VCenter = "vsphere-connector-vcenter";

    private const int MostTokenCharacters = 4096;

    public static bool ArePresent(HttpRequest request) => request.Headers.ContainsKey(Token);

    /// <summary>The token, where there is one that may be passed on; vCenter decides what it is worth.</summary>
    public static bool TryReadToken(HttpRequest request, [NotNullWhen(true)] out string? token)
    {
        token = request.Headers[Token] is [{ Length: > 0 and <= MostTokenCharacters } only] && only.All(character => character is > ' ' and <= '~') ? only : null;
        return token is not null;
    }

    public static bool TryReadVCenter(HttpRequest request, out Guid instanceUuid)
    {
        instanceUuid = default;
        return request.Headers[VCenter] is [{ } only] && Guid.TryParseExact(only, "D", out instanceUuid);
    }
}
