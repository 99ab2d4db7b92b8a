using System.Text;
using System.Xml;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Soap;

/// <summary>One call: a method of a managed object with its arguments.</summary>
internal sealed record SoapRequest(ManagedObjectReference Self, string Method, Action<VimWriter>? Arguments = null)
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        CloseOutput = false,
    };

    /// <summary>Raw XML for the SOAP header; null for none.</summary>
    public string? Header { get; init; }

    /// <summary>How long the server may hold the call back on purpose, beside the ordinary time-out.</summary>
    public TimeSpan ServerWait { get; init; }

    /// <summary>Whether the call works without a session, or is the one that makes it: then no session is renewed for it.</summary>
    public bool Sessionless { get; init; }

    public PooledBuffer Serialize()
    {
        var buffer = new PooledBuffer();
        try
        {
            using var xml = XmlWriter.Create(buffer, Settings);
            WriteEnvelope(xml);
        }
        catch (ArgumentException e)
        {
            buffer.Dispose();
            throw new VimArgumentException($"An argument of {Method} holds a character that XML cannot carry.", e);
        }

        return buffer;
    }

    private void WriteEnvelope(XmlWriter xml)
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("soapenv", "Envelope", SoapNamespaces.Envelope);
        xml.WriteAttributeString("xmlns", "xsd", null, SoapNamespaces.Schema);
        xml.WriteAttributeString("xmlns", "xsi", null, SoapNamespaces.SchemaInstance);
        if (Header is not null)
        {
            xml.WriteStartElement("Header", SoapNamespaces.Envelope);
            xml.WriteRaw(Header);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("Body", SoapNamespaces.Envelope);
        xml.WriteStartElement(Method, SoapNamespaces.Vim25);
        var writer = new VimWriter(xml);
        writer.Write("_this", Self);
        Arguments?.Invoke(writer);
        xml.WriteEndDocument();
    }
}
