using System.Runtime.CompilerServices;

namespace VsphereConnector.Vim25.Soap;

/// <summary>Goes through the attributes of a start tag.</summary>
internal ref struct XmlAttributes(ReadOnlySpan<byte> attributes)
{
    private const string Malformed = "a tag has an attribute without name or value";

    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>The name with its prefix.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value as it is written.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Moves to the next one; false if there is none.</summary>
    /// <exception cref="MalformedXmlException">What follows is none.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Next()
    {
        _rest = _rest.TrimStart(" \t\r\n"u8);
        if (_rest.IsEmpty)
            return false;
        var equals = _rest.IndexOf((byte)'=');
        if (equals <= 0)
            throw new MalformedXmlException(Malformed);
        Name = _rest[..equals].TrimEnd(" \t\r\n"u8);
        _rest = _rest[(equals + 1)..].TrimStart(" \t\r\n"u8);
        if (_rest.IsEmpty || _rest[0] is not ((byte)'"' or (byte)'\''))
            throw new MalformedXmlException(Malformed);
        var length = _rest[1..].IndexOf(_rest[0]);
        if (length < 0)
            throw new MalformedXmlException(Malformed);
        Value = _rest.Slice(1, length);
        _rest = _rest[(length + 2)..];
        return true;
    }
}
