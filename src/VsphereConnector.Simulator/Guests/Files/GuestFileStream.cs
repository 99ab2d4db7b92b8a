using VsphereConnector.Simulator.Guests.Processes;

namespace VsphereConnector.Simulator.Guests.Files;

/// <summary>An open file of a guest: for reading while others append, or for appending. A dead process can do neither.</summary>
internal sealed class GuestFileStream(SimulatedFileSystem files, FileNode? file, string path, bool writing, SimulatedProcess? owner) : Stream
{
    private long _position;

    public static GuestFileStream Discarding(SimulatedFileSystem files) => new(files, null, "/dev/null", true, null);

    public override bool CanRead => !writing;

    public override bool CanSeek => !writing;

    public override bool CanWrite => writing;

    public override long Length => file?.Length ?? 0;

    public override long Position
    {
        get => writing ? Length : _position;
        set => _position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        DemandLife();
        var count = files.ReadAt(file!, _position, buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        DemandLife();
        if (file is not null)
            MachineFailures.Translate(path, buffer, (at, bytes) => files.Append(at, file, bytes));
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) => throw new NotSupportedException();

    private void DemandLife()
    {
        if (owner is { IsRunning: false })
            throw new IOException($"The process {owner.Id} has ended.");
    }
}

/// <summary>Passes on to another stream, which others go on using when this one is disposed.</summary>
internal sealed class UndisposedStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);
}
