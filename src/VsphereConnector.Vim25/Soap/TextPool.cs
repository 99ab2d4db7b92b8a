using System.Runtime.CompilerServices;
using System.Text;

namespace VsphereConnector.Vim25.Soap;

/// <summary>
/// Keeps one copy of texts that come again and again: property names, types, states. Of fixed size; a lost race or a collision merely
/// costs a second copy.
/// </summary>
internal sealed class TextPool
{
    private const int Size = 2048;
    private const int LongestPooled = 64;

    private readonly string?[] _slots = new string?[Size];

    /// <summary>The text of these bytes, which stand for themselves or are decoded.</summary>
    /// <exception cref="MalformedXmlException">The bytes are no text of XML.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string Share(ReadOnlySpan<byte> raw, bool isLiteral = false)
    {
        if (raw.IsEmpty)
            return "";
        if (raw.Length > LongestPooled)
            return XmlText.Decode(raw, isLiteral);
        ref var slot = ref _slots[Hash(raw) & (Size - 1)];
        if (slot is { } pooled && Ascii.Equals(raw, pooled))
            return pooled;
        var text = XmlText.Decode(raw, isLiteral);
        if (text.Length == raw.Length)
            slot = text;
        return text;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Hash(ReadOnlySpan<byte> raw)
    {
        var hash = (uint)raw.Length;
        foreach (var octet in raw)
            hash = (hash ^ octet) * 16777619;
        return (int)(hash ^ (hash >> 15));
    }
}
