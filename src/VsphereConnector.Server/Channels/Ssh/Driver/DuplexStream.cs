using System.IO.Pipelines;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>The two pipes of a program as one stream.</summary>
internal sealed class DuplexStream : Stream
{
    private readonly Pipe _toProgram = new(), _fromProgram = new();
    private readonly Stream _input, _output;

    public DuplexStream()
    {
        _output = _toProgram.Writer.AsStream();
        _input = _fromProgram.Reader.AsStream();
        ProgramInput = _toProgram.Reader.AsStream();
        ProgramOutput = _fromProgram.Writer.AsStream();
    }

    /// <summary>What the program reads.</summary>
    public Stream ProgramInput { get; }

    /// <summary>Where the program writes.</summary>
    public Stream ProgramOutput { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The program has ended: whoever reads comes to the end.</summary>
    public void EndOutput() => _fromProgram.Writer.Complete();

    /// <summary>Whoever writes does not write on: the program comes to the end.</summary>
    public void EndInput() => _toProgram.Writer.Complete();

    public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

    public override void Flush() => _output.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
