using System.Text;
using System.Xml;

namespace VsphereConnector.Simulator.Soap;

/// <summary>Reads a request into a small tree. Bounded in depth and size, and without DTDs.</summary>
internal static class SoapRequestReader
{
    private const string EnvelopeNamespace = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string XsiNamespace = "http://www.w3.org/2001/XMLSchema-instance";
    private const string SecurityNamespace = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private const int MaximumDepth = 48;
    private const int MaximumElements = 200_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public static SoapRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, Settings);
            var request = ReadEnvelope(reader, out var secured);
            return secured ? request with { SecuredText = Encoding.UTF8.GetString(body.Span) } : request;
        }
        catch (XmlException e)
        {
            throw new SoapRequestException($"The request is not well-formed XML: {e.Message}");
        }
    }

    private static SoapRequest ReadEnvelope(XmlReader reader, out bool secured)
    {
        if (reader.MoveToContent() != XmlNodeType.Element || reader is not { LocalName: "Envelope", NamespaceURI: EnvelopeNamespace })
            throw new SoapRequestException("The request is not a SOAP 1.1 envelope.");
        secured = false;
        var budget = MaximumElements;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            secured |= reader is { LocalName: "Security", NamespaceURI: SecurityNamespace };
            if (reader is { LocalName: "Body", NamespaceURI: EnvelopeNamespace })
                return new SoapRequest(ReadMethod(reader, ref budget));
        }

        throw new SoapRequestException("The SOAP envelope has no body.");
    }

    private static SoapElement ReadMethod(XmlReader reader, ref int budget)
    {
        while (!reader.IsEmptyElement && reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                return ReadElement(reader, 0, ref budget);
        }

        throw new SoapRequestException("The SOAP body is empty.");
    }

    private static SoapElement ReadElement(XmlReader reader, int depth, ref int budget)
    {
        if (depth > MaximumDepth || --budget < 0)
            throw new SoapRequestException("The request is nested too deeply or has too many elements.");
        var name = reader.LocalName;
        var xsiType = LocalPart(reader.GetAttribute("type", XsiNamespace));
        var typeAttribute = reader.GetAttribute("type");
        var text = "";
        List<SoapElement>? children = null;
        if (!reader.IsEmptyElement)
        {
            while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
            {
                if (reader.NodeType == XmlNodeType.Element)
                    (children ??= []).Add(ReadElement(reader, depth + 1, ref budget));
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
                    text += reader.Value;
            }
        }

        return new SoapElement(name, xsiType, typeAttribute, text, children ?? (IReadOnlyList<SoapElement>)[]);
    }

    private static string? LocalPart(string? qualifiedName) =>
        qualifiedName is null ? null : qualifiedName[(qualifiedName.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
