using System.Text;

namespace VsphereConnector.Server.Channels.Clients;

/// <summary>The last lines of what a client program writes. What comes from the other side cannot fill the memory, nor a terminal with control codes.</summary>
internal sealed class ClientLog
{
    private const int MaxLines = 200;
    private const int MaxLineLength = 400;
    private const int BufferSize = 4096;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly StringBuilder _line = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task FillAsync(Stream stream)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[BufferSize];
        var chars = new char[BufferSize];
        int read;
        while ((read = await ReadAsync(stream, bytes)) > 0)
        {
            lock (_gate)
            {
                Append(chars.AsSpan(0, decoder.GetChars(bytes, 0, read, chars, 0)));
            }
        }

        lock (_gate)
        {
            EndLine();
        }
    }

    private static async ValueTask<int> ReadAsync(Stream stream, byte[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return 0; // the process was ended from here
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '\n')
            {
                EndLine();
            }
            else if (c != '\r' && _line.Length < MaxLineLength)
            {
                _line.Append(char.IsControl(c) ? ' ' : c);
            }
        }
    }

    private void EndLine()
    {
        if (_line.Length == 0)
        {
            return;
        }

        if (_lines.Count == MaxLines)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(_line.ToString());
        _line.Clear();
    }
}
