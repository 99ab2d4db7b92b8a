using System.Buffers.Binary;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Journal;

/// <summary>
/// The output of an operation on disk, both streams in the order they came: records of one byte (the stream), four bytes (the length,
/// little-endian) and the bytes. A record that a crash has cut counts as not written. Thread-safe.
/// </summary>
internal sealed class OutputSpool(IMachineFiles files, string path, Action appended, long length = 0) : IDisposable
{
    /// <summary>Stream and length in front of the bytes.</summary>
    public const int HeaderBytes = 5;

    private readonly Lock _writing = new();
    private Stream? _stream;

    /// <summary>Bytes of output so far, of both streams together.</summary>
    public long Length { get; private set; } = length;

    /// <summary>The disk did not take a record: nothing more can be appended.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>False where the disk does not take it: then it, and all that follows, is not in the spool.</summary>
    public bool TryAppend(OutputStream source, ReadOnlySpan<byte> bytes)
    {
        lock (_writing)
        {
            if (IsBroken)
            {
                return false;
            }

            try
            {
                Write(source, bytes);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                IsBroken = true;
                return false;
            }
        }

        appended();
        return true;
    }

    public void Dispose() => _stream?.Dispose();

    /// <summary>Bytes of output in a spool; 0 where there is none.</summary>
    public static long LengthOf(IMachineFiles files, string path)
    {
        if (files.KindOf(path) != FileKind.File)
        {
            return 0;
        }

        using var reader = new SpoolReader(files.OpenRead(path));
        return reader.SkipTo(long.MaxValue);
    }

    private void Write(OutputStream source, ReadOnlySpan<byte> bytes)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        header[0] = (byte)source;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], bytes.Length);
        _stream ??= files.OpenAppend(path, FileModes.Private);
        _stream.Write(header);
        _stream.Write(bytes);
        _stream.Flush();
        Length += bytes.Length;
    }
}
