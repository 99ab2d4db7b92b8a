using System.Buffers;

namespace VsphereConnector.Vim25.Soap;

/// <summary>The bytes of an answer that came in and are not read yet.</summary>
internal sealed class AnswerBuffer(Stream stream, long maxBytes, CancellationToken cancellationToken) : IDisposable
{
    private const int InitialSize = 32 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;
    private long _received;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public void Advance(int count) => _start += count;

    /// <summary>Takes in more; false at the stream's end.</summary>
    /// <exception cref="MalformedXmlException">The answer is longer than allowed.</exception>
    public async ValueTask<bool> FillAsync()
    {
        MakeRoom();
        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _received += read;
        return _received <= maxBytes ? read > 0 : throw new MalformedXmlException($"it is longer than {maxBytes} bytes");
    }

    /// <summary>Takes in the rest and drops it, so that the connection can be used again.</summary>
    public async ValueTask DrainAsync()
    {
        do
        {
            _start = _end = 0;
        }
        while (await FillAsync().ConfigureAwait(false));
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
        _start = _end = 0;
        stream.Dispose();
    }

    private void MakeRoom()
    {
        if (_start == 0 && _end < _bytes.Length)
            return;
        // An element is read when it is wholly here: what was read makes room, and a large element gets a larger buffer.
        var target = 2 * (_end - _start) > _bytes.Length ? ArrayPool<byte>.Shared.Rent(2 * _bytes.Length) : _bytes;
        Unread.CopyTo(target);
        if (target != _bytes)
            ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        (_bytes, _start, _end) = (target, 0, _end - _start);
    }
}
