using System.Runtime.CompilerServices;
using System.Text;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Soap;

/// <summary>Makes a value of an element that is wholly there.</summary>
/// <param name="pool">Where repeated texts are shared.</param>
/// <param name="maxDepth">How deep elements may nest.</param>
internal sealed class ElementReader(TextPool pool, int maxDepth)
{
    // The fields of all elements that are open at the moment, innermost last: one list instead of one for each element.
    private readonly List<DataField> _fields = [];

    /// <summary>Reads an element.</summary>
    /// <param name="content">The bytes after its start tag, up to and including its end tag.</param>
    /// <param name="qualifiedName">Its name as the end tag must repeat it.</param>
    /// <param name="type">What its attributes say.</param>
    /// <param name="depth">How deep it is in the answer.</param>
    /// <exception cref="MalformedXmlException">The bytes are no XML.</exception>
    public VimValue Read(ReadOnlySpan<byte> content, ReadOnlySpan<byte> qualifiedName, ElementType type, int depth)
    {
        _fields.Clear();
        var tokens = new XmlTokenizer(content);
        return Read(ref tokens, qualifiedName, type, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private VimValue Read(ref XmlTokenizer tokens, ReadOnlySpan<byte> qualifiedName, ElementType type, int depth)
    {
        if (depth > maxDepth)
            throw new MalformedXmlException($"it nests deeper than {maxDepth} elements");
        var firstField = _fields.Count;
        ReadOnlySpan<byte> text = default;
        var isLiteral = false;
        StringBuilder? pieces = null;
        while (tokens.TryRead())
        {
            switch (tokens.Kind)
            {
                case XmlTokenKind.StartTag:
                    var name = pool.Share(tokens.Name);
                    var value = ReadChild(ref tokens, depth + 1);
                    _fields.Add(new DataField(name, value));
                    break;
                case XmlTokenKind.EndTag when !tokens.QualifiedName.SequenceEqual(qualifiedName):
                    throw new MalformedXmlException("an element ends with the name of another");
                case XmlTokenKind.EndTag when _fields.Count > firstField:
                    return type.ToValue(PopFields(firstField));
                case XmlTokenKind.EndTag:
                    return pieces is null ? type.ToValue(text, isLiteral, pool) : type.ToValue(pieces.Append(XmlText.Decode(text, isLiteral)).ToString());
                case XmlTokenKind.Text when _fields.Count == firstField:
                    // Several pieces are rare: a comment or a CDATA section between them.
                    if (!text.IsEmpty)
                        pieces = (pieces ?? new StringBuilder()).Append(XmlText.Decode(text, isLiteral));
                    text = tokens.Text;
                    isLiteral = tokens.IsLiteral;
                    break;
            }
        }

        throw new MalformedXmlException("it ends too early");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private VimValue ReadChild(ref XmlTokenizer tokens, int depth)
    {
        var type = ElementType.Read(tokens.Attributes, pool);
        return tokens.IsEmptyElement ? type.ToValue("") : Read(ref tokens, tokens.QualifiedName, type, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private DataField[] PopFields(int first)
    {
        var fields = new DataField[_fields.Count - first];
        _fields.CopyTo(first, fields, 0, fields.Length);
        _fields.RemoveRange(first, fields.Length);
        return fields;
    }
}
