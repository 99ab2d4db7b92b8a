using System.Globalization;
using System.Xml;

namespace VsphereConnector.Simulator.Soap;

/// <summary>Writes vim25 values: a type is named where the WSDL's declared type does not say it.</summary>
internal sealed class SoapWriter(XmlWriter xml)
{
    public const string Vim25 = "urn:vim25";
    private const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Xsd = "http://www.w3.org/2001/XMLSchema";

    public void Answer(string method, object? result)
    {
        StartBody();
        xml.WriteStartElement(method + "Response", Vim25);
        Field("returnval", result);
        xml.WriteEndElement();
        EndBody();
    }

    public void Fault(string message, DataObject? detail)
    {
        StartBody();
        xml.WriteStartElement("Fault", Envelope);
        xml.WriteElementString("faultcode", detail is null ? "ClientFaultCode" : "ServerFaultCode");
        xml.WriteElementString("faultstring", XmlText.Clean(message));
        if (detail is not null)
        {
            xml.WriteStartElement("detail");
            xml.WriteStartElement(detail.Type + "Fault", Vim25);
            Type(detail.Type);
            Fields(detail);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        EndBody();
    }

    private void StartBody()
    {
        xml.WriteStartDocument();
        xml.WriteStartElement("soapenv", "Envelope", Envelope);
        xml.WriteAttributeString("xmlns", "xsd", null, Xsd);
        xml.WriteAttributeString("xmlns", "xsi", null, Xsi);
        xml.WriteStartElement("Body", Envelope);
    }

    private void EndBody()
    {
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private void Field(string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case ValueArray array:
                foreach (var item in array.Items)
                    Field(name, item);
                break;
            case AnyValue any:
                Any(name, any.Value);
                break;
            default:
                xml.WriteStartElement(name, Vim25);
                if (value is DataObject { IsSubtype: true } data)
                    Type(data.Type);
                Content(value);
                xml.WriteEndElement();
                break;
        }
    }

    private void Any(string name, object value)
    {
        xml.WriteStartElement(name, Vim25);
        Type(TypeName(value));
        if (value is ValueArray array)
        {
            foreach (var item in array.Items)
                Field(array.ElementType, item);
        }
        else
        {
            Content(value);
        }

        xml.WriteEndElement();
    }

    private void Type(string name) => xml.WriteAttributeString("type", Xsi, name);

    private void Fields(DataObject data)
    {
        foreach (var (name, value) in data.Fields)
            Field(name, value);
    }

    private void Content(object value)
    {
        switch (value)
        {
            case DataObject data:
                Fields(data);
                break;
            case ManagedObjectReference reference:
                xml.WriteAttributeString("type", reference.Type);
                xml.WriteString(reference.Id);
                break;
            case byte[] bytes:
                xml.WriteBase64(bytes, 0, bytes.Length);
                break;
            default:
                xml.WriteString(Text(value));
                break;
        }
    }

    private static string TypeName(object value) => value switch
    {
        string => "xsd:string",
        bool => "xsd:boolean",
        sbyte => "xsd:byte",
        short => "xsd:short",
        int => "xsd:int",
        long => "xsd:long",
        double => "xsd:double",
        DateTimeOffset => "xsd:dateTime",
        byte[] => "xsd:base64Binary",
        EnumValue e => e.Type,
        ManagedObjectReference => "ManagedObjectReference",
        DataObject data => data.Type,
        ValueArray array => array.TypeName,
        _ => throw new NotSupportedException($"No vim25 type for {value.GetType()}."),
    };

    private static string Text(object value) => value switch
    {
        string text => XmlText.Clean(text),
        EnumValue e => e.Value,
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"No vim25 text for {value.GetType()}."),
    };
}
