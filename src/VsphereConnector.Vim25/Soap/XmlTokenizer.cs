using System.Buffers;
using System.Runtime.CompilerServices;

namespace VsphereConnector.Vim25.Soap;

internal enum XmlTokenKind
{
    StartTag,
    EndTag,
    Text,
}

/// <summary>
/// Cuts UTF-8 bytes into the tokens of XML as SOAP allows it: tags, text and CDATA. Comments and processing instructions are passed
/// over, a document type is refused, and so no entity but the five built-in ones can occur.
/// </summary>
/// <remarks>
/// It is here for the cost of the first answers: the framework's reader needs several times the work for the same bytes. The methods are
/// compiled optimized at once, since one large answer is often all there is to read.
/// </remarks>
internal ref struct XmlTokenizer(ReadOnlySpan<byte> bytes, int position = 0)
{
    private static readonly SearchValues<byte> TagStops = SearchValues.Create(">\"'"u8);
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n/"u8);
    private static readonly SearchValues<byte> NotInNames = SearchValues.Create([.. Enumerable.Range(0, 128).Select(code => (byte)code).Where(code => !IsNameCharacter(code))]);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next token begins.</summary>
    public int Position { get; private set; } = position;

    /// <summary>What the token is.</summary>
    public XmlTokenKind Kind { get; private set; }

    /// <summary>A tag's name with its prefix.</summary>
    public ReadOnlySpan<byte> QualifiedName { get; private set; }

    /// <summary>A tag's name without its prefix.</summary>
    public readonly ReadOnlySpan<byte> Name => QualifiedName[(QualifiedName.IndexOf((byte)':') + 1)..];

    /// <summary>A start tag's attributes as they are written.</summary>
    public ReadOnlySpan<byte> Attributes { get; private set; }

    /// <summary>The start tag is the whole element.</summary>
    public bool IsEmptyElement { get; private set; }

    /// <summary>The text as it is written.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The text is from a CDATA section: it has no references.</summary>
    public bool IsLiteral { get; private set; }

    /// <summary>Reads the next token; false if it is not wholly there, and then nothing is consumed of it.</summary>
    /// <exception cref="MalformedXmlException">There is no token.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead()
    {
        while (true)
        {
            var rest = _bytes[Position..];
            if (rest.Length < 2)
                return false;
            if (rest[0] != '<')
                return TryReadText(rest);
            switch (rest[1])
            {
                case (byte)'/':
                    return TryReadEndTag(rest);
                case (byte)'?':
                    if (!TrySkip(rest, 2, "?>"u8))
                        return false;
                    break;
                case (byte)'!':
                    if (TryReadCData(rest) is { } complete)
                        return complete;
                    if (!TrySkip(rest, 4, "-->"u8))
                        return false;
                    break;
                default:
                    return TryReadStartTag(rest);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadText(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'<');
        if (end < 0)
            return false;
        Kind = XmlTokenKind.Text;
        Text = rest[..end];
        IsLiteral = false;
        Position += end;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadEndTag(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'>');
        if (end < 0)
            return false;
        Kind = XmlTokenKind.EndTag;
        QualifiedName = CheckName(rest[2..end].TrimEnd(" \t\r\n"u8));
        Position += end + 1;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryReadStartTag(ReadOnlySpan<byte> rest)
    {
        var end = FindTagEnd(rest);
        if (end < 0)
            return false;
        var tag = rest[1..end];
        IsEmptyElement = tag is [.., (byte)'/'];
        if (IsEmptyElement)
            tag = tag[..^1];
        var nameEnd = tag.IndexOfAny(NameEnds);
        Kind = XmlTokenKind.StartTag;
        QualifiedName = CheckName(nameEnd < 0 ? tag : tag[..nameEnd]);
        Attributes = nameEnd < 0 ? default : tag[nameEnd..];
        Position += end + 1;
        return true;
    }

    /// <summary>Null: what follows is no CDATA section but a comment.</summary>
    private bool? TryReadCData(ReadOnlySpan<byte> rest)
    {
        var open = "<![CDATA["u8;
        var comment = "<!--"u8;
        if (rest.Length < open.Length && (open.StartsWith(rest) || comment.StartsWith(rest)))
            return false;
        if (rest.StartsWith(comment))
            return null;
        if (!rest.StartsWith(open))
            throw new MalformedXmlException("it has a document type (DTD) or another declaration");
        var length = rest[open.Length..].IndexOf("]]>"u8);
        if (length < 0)
            return false;
        Kind = XmlTokenKind.Text;
        Text = rest.Slice(open.Length, length);
        IsLiteral = true;
        Position += open.Length + length + 3;
        return true;
    }

    private bool TrySkip(ReadOnlySpan<byte> rest, int from, ReadOnlySpan<byte> close)
    {
        if (rest.Length < from)
            return false;
        var length = rest[from..].IndexOf(close);
        if (length < 0)
            return false;
        Position += from + length + close.Length;
        return true;
    }

    // A > in an attribute's value does not end the tag.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FindTagEnd(ReadOnlySpan<byte> rest)
    {
        for (var at = 1; ;)
        {
            var stop = rest[at..].IndexOfAny(TagStops);
            if (stop < 0)
                return -1;
            at += stop;
            if (rest[at] == '>')
                return at;
            var close = rest[(at + 1)..].IndexOf(rest[at]);
            if (close < 0)
                return -1;
            at += close + 2;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ReadOnlySpan<byte> CheckName(ReadOnlySpan<byte> name) =>
        name.IsEmpty || name.ContainsAny(NotInNames) || name[0] is (byte)'-' or (byte)'.' or (byte)':' || char.IsAsciiDigit((char)name[0])
            ? throw new MalformedXmlException("a tag has no proper name")
            : name;

    private static bool IsNameCharacter(byte code) => char.IsAsciiLetterOrDigit((char)code) || code is (byte)'_' or (byte)'-' or (byte)'.' or (byte)':';
}
