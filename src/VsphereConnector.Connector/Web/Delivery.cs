using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Web;

/// <summary>
/// What the server is still to be told about one operation over one channel: that it is accepted, its output, its end. The sender calls
/// <see cref="SendDueAsync"/>; the receiver only sets what the sender looks at.
/// </summary>
internal sealed class Delivery(Guid operationId, long received, OperationJournal journal, IMachineFiles files) : IDisposable
{
    private SpoolReader? _reader;
    private volatile bool _acceptedSent;
    private volatile bool _finishSent;
    private volatile bool _isConfirmed;

    public OutputWindow Window { get; } = new(received);

    /// <summary>The server has the end: nothing is left to be told.</summary>
    public bool IsConfirmed => _isConfirmed;

    public void Confirm() => _isConfirmed = true;

    /// <summary>The server asked for the operation again: it may not have got what was said before.</summary>
    public void Repeat() => _acceptedSent = _finishSent = _isConfirmed = false;

    /// <summary>The server wants the end, and nothing before it that it has not got yet.</summary>
    public void RepeatEnd()
    {
        _acceptedSent = true;
        _finishSent = _isConfirmed = false;
    }

    public async Task SendDueAsync(WebChannel channel, byte[] buffer, CancellationToken cancellationToken)
    {
        if (!_acceptedSent)
        {
            _acceptedSent = true;
            await channel.SendAsync(new OperationAccepted(operationId), cancellationToken);
        }

        // Read first: what has ended writes no more output.
        var end = journal.Find(operationId)?.ToMessage();
        var isComplete = await SendOutputAsync(channel, buffer, cancellationToken);
        if (end is not null && isComplete && !_finishSent)
        {
            _finishSent = true;

            // What the disk has lost, and what the server has confirmed before, is not promised again.
            await channel.SendAsync(end with { OutputLength = Math.Min(end.OutputLength, Window.Sent) }, cancellationToken);
        }
    }

    public void Dispose() => _reader?.Dispose();

    /// <summary>True where all that is in the spool has been sent; false where the window is full.</summary>
    private async Task<bool> SendOutputAsync(WebChannel channel, byte[] buffer, CancellationToken cancellationToken)
    {
        if (!TryOpenReader())
        {
            return true;
        }

        while (Window.Room is > 0 and var room)
        {
            var count = _reader!.Read(buffer.AsSpan(0, room), out var stream);
            if (count == 0)
            {
                return true;
            }

            var message = new OperationOutput { OperationId = operationId, Offset = Window.Sent, Stream = stream, Data = buffer[..count] };
            Window.Send(count);
            await channel.SendAsync(message, cancellationToken);
        }

        return false;
    }

    private bool TryOpenReader()
    {
        var path = journal.SpoolPath(operationId);
        if (_reader is null && files.KindOf(path) == FileKind.File)
        {
            _reader = new SpoolReader(files.OpenRead(path));
        }

        // A server that has more than the spool holds (the disk lost some) gets nothing twice.
        return _reader is not null && _reader.SkipTo(Window.Sent) == Window.Sent;
    }
}
