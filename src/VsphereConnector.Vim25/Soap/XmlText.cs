using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml;

namespace VsphereConnector.Vim25.Soap;

/// <summary>Makes text of the bytes between tags and in attributes: references, line ends, and only what XML allows.</summary>
internal static class XmlText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. "&"u8, .. Enumerable.Range(0, 32).Except(['\t', '\n']).Select(code => (byte)code)]);

    /// <summary>Whether the bytes stand for themselves.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> raw) => !raw.ContainsAny(Special);

    /// <exception cref="MalformedXmlException">The bytes are no text of XML.</exception>
    public static string Decode(ReadOnlySpan<byte> raw, bool isLiteral)
    {
        try
        {
            if (IsPlain(raw))
                return Strict.GetString(raw);
            var text = new StringBuilder(raw.Length);
            while (!raw.IsEmpty)
                raw = raw[AppendPiece(text, raw, isLiteral)..];
            return text.ToString();
        }
        catch (DecoderFallbackException e)
        {
            throw new MalformedXmlException("it is not UTF-8", e);
        }
    }

    private static int AppendPiece(StringBuilder text, ReadOnlySpan<byte> raw, bool isLiteral)
    {
        var plain = raw.IndexOfAny(Special);
        if (plain != 0)
        {
            var length = plain < 0 ? raw.Length : plain;
            text.Append(Strict.GetString(raw[..length]));
            return length;
        }

        switch (raw[0])
        {
            case (byte)'\r':
                text.Append('\n');
                return raw is [_, (byte)'\n', ..] ? 2 : 1;
            case (byte)'&' when isLiteral:
                text.Append('&');
                return 1;
            case (byte)'&':
                return AppendReference(text, raw);
            default:
                throw new MalformedXmlException("it has a control character");
        }
    }

    private static int AppendReference(StringBuilder text, ReadOnlySpan<byte> raw)
    {
        var end = raw.IndexOf((byte)';');
        if (end < 0)
            throw new MalformedXmlException("it has an & that is no reference");
        var name = raw[1..end];
        if (name.SequenceEqual("lt"u8))
            text.Append('<');
        else if (name.SequenceEqual("gt"u8))
            text.Append('>');
        else if (name.SequenceEqual("amp"u8))
            text.Append('&');
        else if (name.SequenceEqual("quot"u8))
            text.Append('"');
        else if (name.SequenceEqual("apos"u8))
            text.Append('\'');
        else
            text.Append(Character(name));
        return end + 1;
    }

    private static string Character(ReadOnlySpan<byte> name)
    {
        var code = name switch
        {
            [(byte)'#', (byte)'x', .. var digits] => int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : -1,
            [(byte)'#', .. var digits] => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1,
            _ => -1,
        };
        return Rune.IsValid(code) && (code > char.MaxValue || XmlConvert.IsXmlChar((char)code))
            ? new Rune(code).ToString()
            : throw new MalformedXmlException("it has a reference to an unknown entity or character");
    }
}
