using System.Runtime.CompilerServices;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Soap;

/// <summary>
/// Reads an answer forward only, as it comes in: outer elements tag by tag, inner ones as soon as they are wholly there. Elements that
/// nobody asks for are skipped; whatever is wrong with the bytes becomes a <see cref="VimProtocolException"/>.
/// </summary>
internal sealed class AnswerReader : IDisposable
{
    private readonly AnswerBuffer _buffer;
    private readonly string _source;
    private readonly TextPool _pool;
    private readonly ElementReader _elements;
    private readonly Stack<byte[]> _open = new();
    private ElementType _type;
    private bool _isEmptyElement;

    /// <param name="stream">The answer.</param>
    /// <param name="source">Names the answer in errors.</param>
    /// <param name="options">The limits.</param>
    /// <param name="pool">Where repeated texts are shared.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public AnswerReader(Stream stream, string source, VimClientOptions options, TextPool pool, CancellationToken cancellationToken)
    {
        _buffer = new AnswerBuffer(stream, options.MaxAnswerBytes, cancellationToken);
        _source = source;
        _pool = pool;
        _elements = new ElementReader(pool, options.MaxAnswerDepth);
    }

    /// <summary>The depth of the element on whose start tag the reader is; the document's element is at 1.</summary>
    public int Depth => _open.Count;

    /// <summary>That element's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Moves to the next child of the element at this depth; false at its end. What was not read of the child before is skipped.</summary>
    /// <param name="parentDepth">Where the parent is; 0 for the document itself.</param>
    public async ValueTask<bool> NextChildAsync(int parentDepth)
    {
        try
        {
            while (Depth >= parentDepth)
            {
                if (_isEmptyElement)
                    CloseEmptyElement();
                else if (!TryReadTag(out var isStart))
                    await FillAsync().ConfigureAwait(false);
                else if (isStart && Depth == parentDepth + 1)
                    return true;
            }

            return false;
        }
        catch (MalformedXmlException e)
        {
            throw Broken(e.Message, e);
        }
    }

    /// <summary>Reads the element on whose start tag the reader is, whatever it holds.</summary>
    public async ValueTask<VimValue> ReadValueAsync()
    {
        try
        {
            if (_isEmptyElement)
            {
                CloseEmptyElement();
                return _type.ToValue("");
            }

            var (length, openElements) = (0, 1);
            while (!FindEnd(ref length, ref openElements))
                await FillAsync().ConfigureAwait(false);
            var value = _elements.Read(_buffer.Unread[..length], _open.Peek(), _type, Depth);
            _buffer.Advance(length);
            _open.Pop();
            return value;
        }
        catch (MalformedXmlException e)
        {
            throw Broken(e.Message, e);
        }
    }

    /// <summary>Takes in what is left, so that the connection can be used again.</summary>
    public ValueTask DrainAsync() => _buffer.DrainAsync();

    public VimProtocolException Broken(string why, Exception? inner = null) => new($"The answer to {_source} is no vSphere answer: {why}.", inner);

    public void Dispose() => _buffer.Dispose();

    /// <summary>Passes one tag; false if it is not wholly there.</summary>
    private bool TryReadTag(out bool isStart)
    {
        isStart = false;
        var tokens = new XmlTokenizer(_buffer.Unread);
        do
        {
            if (!tokens.TryRead())
                return false;
            if (tokens.Kind == XmlTokenKind.Text && _open.Count == 0 && !tokens.Text.Trim("\uFEFF \t\r\n"u8).IsEmpty)
                throw new MalformedXmlException("it begins with text");
        }
        while (tokens.Kind == XmlTokenKind.Text);

        isStart = tokens.Kind == XmlTokenKind.StartTag;
        if (isStart)
            Open(tokens);
        else if (!_open.TryPop(out var open) || !tokens.QualifiedName.SequenceEqual(open))
            throw new MalformedXmlException("an element ends with the name of another");
        _buffer.Advance(tokens.Position);
        return true;
    }

    private void Open(XmlTokenizer tag)
    {
        Name = _pool.Share(tag.Name);
        _type = ElementType.Read(tag.Attributes, _pool);
        _isEmptyElement = tag.IsEmptyElement;
        _open.Push(tag.QualifiedName.ToArray());
    }

    private void CloseEmptyElement()
    {
        _isEmptyElement = false;
        _open.Pop();
    }

    /// <summary>Looks for the end of the element that is open, going on where it stopped.</summary>
    /// <param name="length">How far it looked; in the end the length up to and including the end tag.</param>
    /// <param name="openElements">How many elements are open there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FindEnd(ref int length, ref int openElements)
    {
        var tokens = new XmlTokenizer(_buffer.Unread, length);
        while (openElements > 0 && tokens.TryRead())
        {
            if (tokens.Kind == XmlTokenKind.EndTag)
                openElements--;
            else if (tokens.Kind == XmlTokenKind.StartTag && !tokens.IsEmptyElement)
                openElements++;
        }

        length = tokens.Position;
        return openElements == 0;
    }

    private async ValueTask FillAsync()
    {
        if (!await _buffer.FillAsync().ConfigureAwait(false))
            throw new MalformedXmlException(_open.Count == 0 ? "it is empty" : "it ends too early");
    }
}
