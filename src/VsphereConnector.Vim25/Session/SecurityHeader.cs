using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Session;

/// <summary>The WS-Security header of LoginByToken. Bearer tokens need no signature of ours.</summary>
internal static class SecurityHeader
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static string Bearer(string tokenXml, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(tokenXml);
        return $"""
            <wsse:Security xmlns:wsse="{SoapNamespaces.Security}"><wsu:Timestamp xmlns:wsu="{SoapNamespaces.SecurityUtility}">
            <wsu:Created>{VimText.Format(now)}</wsu:Created><wsu:Expires>{VimText.Format(now + Lifetime)}</wsu:Expires>
            </wsu:Timestamp>{WithoutDeclaration(tokenXml)}</wsse:Security>
            """;
    }

    // An XML declaration may stand only at a document's start; the signature does not cover it.
    private static string WithoutDeclaration(string xml)
    {
        var start = xml.IndexOf("<?xml", StringComparison.Ordinal);
        var end = xml.IndexOf("?>", StringComparison.Ordinal);
        return start >= 0 && end > start && string.IsNullOrWhiteSpace(xml[..start]) ? xml[(end + 2)..] : xml;
    }
}
