using System.Xml;
using System.Xml.Linq;
using VsphereConnector.Vim25.Soap;

namespace VsphereConnector.Vim25.SingleSignOn;

/// <summary>Reads the answer to a request for a token.</summary>
internal static class TokenAnswer
{
    private const string Trust = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";

    /// <exception cref="SecurityTokenException">The service refused.</exception>
    /// <exception cref="VimProtocolException">It is no answer of a token service.</exception>
    public static SamlToken Read(string answer, string authority)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(answer), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
            {
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "Fault", NamespaceURI: SoapNamespaces.Envelope })
                    throw Refusal(reader, authority);
                if (reader is { NodeType: XmlNodeType.Element, LocalName: "RequestedSecurityToken", NamespaceURI: Trust })
                    return SamlToken.Parse(Inner(answer, reader.Name));
            }
        }
        catch (Exception e) when (e is XmlException or FormatException)
        {
            throw new VimProtocolException($"{authority} answered a request for a token with something else: {e.Message}", e);
        }

        throw new VimProtocolException($"{authority} answered a request for a token without one.");
    }

    private static SecurityTokenException Refusal(XmlReader reader, string authority)
    {
        var fault = (XElement)XNode.ReadFrom(reader);
        var code = fault.Element("faultcode")?.Value.Trim() ?? "";
        return new SecurityTokenException(code[(code.IndexOf(':', StringComparison.Ordinal) + 1)..], fault.Element("faultstring")?.Value.Trim() ?? "", authority);
    }

    // The signature covers the token's own bytes: they are cut out, never written anew. A token that leans on prefixes
    // declared around it would not stand alone; parsing it says so.
    private static string Inner(string answer, string element)
    {
        var tag = answer.IndexOf($"<{element}", StringComparison.Ordinal);
        var start = answer.IndexOf('>', tag) + 1;
        var end = answer.IndexOf($"</{element}", start, StringComparison.Ordinal);
        return end < 0 ? "" : answer[start..end].Trim();
    }
}
