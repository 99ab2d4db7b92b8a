using System.Buffers;
using System.Text;

namespace VsphereConnector.Server.Channels.Clients;

/// <summary>The first bytes of an output.</summary>
internal sealed class CapturedOutput(int limit)
{
    private const int BufferSize = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _kept = new();

    public bool IsTruncated { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var room = limit - _kept.WrittenCount;
        IsTruncated |= bytes.Length > room;
        _kept.Write(bytes[..Math.Min(bytes.Length, room)]);
    }

    /// <summary>Reads to the end of the stream.</summary>
    public async Task FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            Add(buffer.AsSpan(0, read));
        }
    }

    public override string ToString() => Encoding.UTF8.GetString(_kept.WrittenSpan);
}
