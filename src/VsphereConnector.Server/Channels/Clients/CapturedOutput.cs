using System.Buffers;
using System.Text;

namespace VsphereConnector.Server.Channels.Clients;

/// <summary>The first bytes of an output.</summary>
internal sealed class CapturedOutput(int limit)
{
    private readonly ArrayBufferWriter<byte> _kept = new();

    public bool IsTruncated { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var room = limit - _kept.WrittenCount;
        IsTruncated |= bytes.Length > room;
        _kept.Write(bytes[..Math.Min(bytes.Length, room)]);
    }

    public override string ToString() => Encoding.UTF8.GetString(_kept.WrittenSpan);
}
