using System.Xml;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Soap;

/// <summary>
/// Writes the arguments of a call. Elements appear in the order of the calls, which must be the order of the WSDL; null writes nothing.
/// </summary>
public sealed class VimWriter
{
    private readonly XmlWriter _xml;

    internal VimWriter(XmlWriter xml) => _xml = xml;

    /// <summary>Writes text, or an enumeration's constant.</summary>
    public void Write(string name, string? value)
    {
        if (value is not null)
            _xml.WriteElementString(name, SoapNamespaces.Vim25, value);
    }

    /// <summary>Writes a boolean.</summary>
    public void Write(string name, bool? value) => Write(name, VimValueOrNull(value, VimValue.Of));

    /// <summary>Writes a whole number.</summary>
    public void Write(string name, long? value) => Write(name, VimValueOrNull(value, VimValue.Of));

    /// <summary>Writes a moment in UTC.</summary>
    public void Write(string name, DateTimeOffset? value) => Write(name, VimValueOrNull(value, VimValue.Of));

    /// <summary>Writes a reference.</summary>
    public void Write(string name, ManagedObjectReference? value)
    {
        if (value is null)
            return;
        _xml.WriteStartElement(name, SoapNamespaces.Vim25);
        WriteReference(value);
        _xml.WriteEndElement();
    }

    /// <summary>Writes an array of text: one element for each.</summary>
    public void Write(string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
            Write(name, value);
    }

    /// <summary>Writes an array of references: one element for each.</summary>
    public void Write(string name, IEnumerable<ManagedObjectReference> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
            Write(name, value);
    }

    /// <summary>Writes a data object.</summary>
    /// <param name="name">The element.</param>
    /// <param name="type">The type's name, where a subtype of the declared type is meant; else null.</param>
    /// <param name="fields">Writes the fields.</param>
    public void WriteObject(string name, string? type, Action<VimWriter> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _xml.WriteStartElement(name, SoapNamespaces.Vim25);
        WriteType(type);
        fields(this);
        _xml.WriteEndElement();
    }

    /// <summary>Writes a data object as it was read.</summary>
    public void Write(string name, DataObject? value)
    {
        if (value is null)
            return;
        WriteObject(name, value.Type.Length == 0 ? null : value.Type, writer =>
        {
            foreach (var field in value.Fields)
                writer.WriteField(field.Name, field.Value);
        });
    }

    /// <summary>Writes a value with its type, as a field declared <c>anyType</c> needs it.</summary>
    public void WriteAny(string name, VimValue value)
    {
        if (value.IsNull)
            return;
        _xml.WriteStartElement(name, SoapNamespaces.Vim25);
        if (value.Kind == VimValueKind.List)
            WriteArray(value.AsList());
        else
            WriteTyped(value);
        _xml.WriteEndElement();
    }

    internal void WriteRaw(string xml) => _xml.WriteRaw(xml);

    private static VimValue VimValueOrNull<T>(T? value, Func<T, VimValue> of)
        where T : struct => value is { } set ? of(set) : default;

    private void Write(string name, VimValue scalar) => Write(name, scalar.AsString());

    private void WriteField(string name, VimValue value)
    {
        switch (value.Kind)
        {
            case VimValueKind.Null:
                break;
            case VimValueKind.Object:
                Write(name, value.AsObject());
                break;
            case VimValueKind.Reference:
                Write(name, value.AsReference());
                break;
            case VimValueKind.Text:
                Write(name, value.AsString());
                break;
            default:
                WriteAny(name, value);
                break;
        }
    }

    private void WriteTyped(VimValue value)
    {
        switch (value.Kind)
        {
            case VimValueKind.Object:
                var fields = value.AsObject()!;
                WriteType(fields.Type.Length == 0 ? null : fields.Type);
                foreach (var field in fields.Fields)
                    WriteField(field.Name, field.Value);
                break;
            case VimValueKind.Reference:
                WriteType("ManagedObjectReference");
                WriteReference(value.AsReference()!);
                break;
            default:
                WriteType(SchemaType(value.Kind));
                _xml.WriteString(value.AsString());
                break;
        }
    }

    private void WriteArray(IReadOnlyList<VimValue> items)
    {
        var itemType = items.Count == 0 ? "anyType" : ItemType(items[0]);
        WriteType("ArrayOf" + char.ToUpperInvariant(itemType[0]) + itemType[1..]);
        foreach (var item in items)
            WriteAny(itemType, item);
    }

    private void WriteReference(ManagedObjectReference reference)
    {
        _xml.WriteAttributeString("type", reference.Type);
        _xml.WriteString(reference.Value);
    }

    private void WriteType(string? type)
    {
        if (type is not null)
            _xml.WriteAttributeString("type", SoapNamespaces.SchemaInstance, type);
    }

    private static string ItemType(VimValue item) => item.Kind switch
    {
        VimValueKind.Object when item.AsObject()!.Type is { Length: > 0 } type => type,
        VimValueKind.Object or VimValueKind.List => "anyType",
        VimValueKind.Reference => "ManagedObjectReference",
        var kind => SchemaType(kind)[4..],
    };

    private static string SchemaType(VimValueKind kind) => kind switch
    {
        VimValueKind.Boolean => "xsd:boolean",
        VimValueKind.Integer => "xsd:long",
        VimValueKind.Double => "xsd:double",
        VimValueKind.DateTime => "xsd:dateTime",
        VimValueKind.Bytes => "xsd:base64Binary",
        _ => "xsd:string",
    };
}
