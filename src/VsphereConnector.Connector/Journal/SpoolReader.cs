using System.Buffers.Binary;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Journal;

/// <summary>Reads a spool from any offset on, while it is being written.</summary>
internal sealed class SpoolReader(Stream stream) : IDisposable
{
    private OutputStream _source;
    private int _left;

    /// <summary>The offset of the next byte of output.</summary>
    public long Offset { get; private set; }

    /// <summary>Goes forward to an offset, or to the end where that comes first. Returns where it is.</summary>
    public long SkipTo(long offset)
    {
        while (Offset < offset && TryOpenRecord())
        {
            var step = (int)Math.Min(_left, offset - Offset);
            stream.Position += step;
            Advance(step);
        }

        return Offset;
    }

    /// <summary>Reads bytes of one stream, of several records where they follow each other. Returns 0 at the end.</summary>
    public int Read(Span<byte> buffer, out OutputStream from)
    {
        var count = 0;
        from = _source;
        while (count < buffer.Length && TryOpenRecord() && (count == 0 || _source == from))
        {
            from = _source;
            var step = Math.Min(_left, buffer.Length - count);
            stream.ReadExactly(buffer.Slice(count, step));
            Advance(step);
            count += step;
        }

        return count;
    }

    public void Dispose() => stream.Dispose();

    private void Advance(int step)
    {
        _left -= step;
        Offset += step;
    }

    /// <summary>Stands within a record that is whole; false at the end. Records without bytes are passed over.</summary>
    private bool TryOpenRecord()
    {
        Span<byte> header = stackalloc byte[OutputSpool.HeaderBytes];
        while (_left == 0)
        {
            if (stream.Length - stream.Position < OutputSpool.HeaderBytes)
            {
                return false;
            }

            stream.ReadExactly(header);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[1..]);
            if (length < 0 || header[0] > (byte)OutputStream.Error || stream.Length - stream.Position < length)
            {
                stream.Position -= OutputSpool.HeaderBytes;
                return false;
            }

            (_source, _left) = ((OutputStream)header[0], length);
        }

        return true;
    }
}
