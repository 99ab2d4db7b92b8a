using System.Buffers.Text;
using System.Runtime.CompilerServices;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Soap;

/// <summary>What an element's attributes say about its content.</summary>
/// <param name="SchemaType">The local part of xsi:type.</param>
/// <param name="ReferenceType">The type of the managed object that the element refers to.</param>
/// <param name="IsNil">xsi:nil.</param>
internal readonly record struct ElementType(string? SchemaType, string? ReferenceType, bool IsNil)
{
    private bool IsArray => SchemaType?.StartsWith("ArrayOf", StringComparison.Ordinal) == true;

    /// <summary>
    /// Reads a start tag's attributes. The prefix of xsi is not looked up: vSphere has no other attributes called type or nil, and writers
    /// choose prefixes freely.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ElementType Read(ReadOnlySpan<byte> attributes, TextPool pool)
    {
        if (attributes.IsEmpty)
            return default;
        string? schemaType = null, referenceType = null;
        var isNil = false;
        var reader = new XmlAttributes(attributes);
        while (reader.Next())
        {
            if (reader.Name.SequenceEqual("type"u8))
                referenceType = pool.Share(reader.Value);
            else if (reader.Name.EndsWith(":type"u8))
                schemaType = pool.Share(reader.Value[(reader.Value.IndexOf((byte)':') + 1)..]);
            else if (reader.Name.EndsWith(":nil"u8))
                isNil = reader.Value.SequenceEqual("true"u8) || reader.Value.SequenceEqual("1"u8);
        }

        return new ElementType(schemaType, referenceType, isNil);
    }

    public VimValue ToValue(DataField[] fields) =>
        IsArray
            ? VimValue.OfOwnedList(Array.ConvertAll(fields, field => field.Value))
            : VimValue.Of(new DataObject(SchemaType ?? "", fields));

    /// <summary>The value of an element's raw text. Numbers and booleans need no string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public VimValue ToValue(ReadOnlySpan<byte> raw, bool isLiteral, TextPool pool) => SchemaType switch
    {
        "boolean" when raw.SequenceEqual("true"u8) => VimValue.Of(true),
        "boolean" when raw.SequenceEqual("false"u8) => VimValue.Of(false),
        "int" or "long" or "short" or "byte" when Utf8Parser.TryParse(raw, out long number, out var used) && used == raw.Length => VimValue.Of(number),
        _ => ToValue(pool.Share(raw, isLiteral)),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public VimValue ToValue(string text)
    {
        if (IsNil)
            return default;
        if (ReferenceType is not null)
            return VimValue.Of(new ManagedObjectReference(ReferenceType, text));
        return SchemaType switch
        {
            null or "string" or "anyURI" => VimValue.Of(text),
            "boolean" => VimValue.Of(text.Trim()).AsBoolean() is { } flag ? VimValue.Of(flag) : throw Unreadable(text),
            "int" or "long" or "short" or "byte" => VimText.TryParse(text, out long number) ? VimValue.Of(number) : throw Unreadable(text),
            "double" or "float" => VimText.TryParse(text, out double number) ? VimValue.Of(number) : throw Unreadable(text),
            "dateTime" => VimText.TryParse(text, out DateTimeOffset moment) ? VimValue.Of(moment) : throw Unreadable(text),
            "base64Binary" => VimText.TryParse(text, out byte[] bytes) ? VimValue.Of(bytes) : throw Unreadable(text),
            _ when IsArray => VimValue.OfOwnedList([]),
            _ when string.IsNullOrWhiteSpace(text) => VimValue.Of(new DataObject(SchemaType, Array.Empty<DataField>())),
            _ => VimValue.Of(text),
        };
    }

    private VimProtocolException Unreadable(string text) =>
        new($"The server sent '{(text.Length > 40 ? text[..40] + "…" : text)}' as {SchemaType}, which it is not.");
}
