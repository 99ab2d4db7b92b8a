using System.Buffers.Binary;

namespace VsphereConnector.Server.Channels.Ssh.Sftp;

/// <summary>
/// A session of the <c>sftp</c> subsystem, for one caller at a time. It speaks the protocol itself over a session of OpenSSH's client: so
/// nothing is written to a local file first, no path needs quotes, and errors are told by their codes.
/// </summary>
internal sealed class SftpSession(Stream toServer, Stream fromServer)
{
    private const uint ProtocolVersion = 3;
    private const int MaxPacket = 256 * 1024;
    private const uint ForWriting = 0x02, Create = 0x08, Exclusive = 0x20;
    private const uint HasPermissions = 0x04;

    private readonly HashSet<string> _extensions = [];
    private uint _lastId;

    /// <summary>Writes that are under way and not answered yet.</summary>
    public int WritesUnderWay { get; private set; }

    /// <exception cref="SftpProtocolException">There is no SFTP on the other side.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        // The version stands where other packets have their number.
        await SendAsync(new SftpWriter(SftpType.Init, ProtocolVersion), cancellationToken);
        var answer = await ReceiveAsync(cancellationToken);
        if (answer.Type != SftpType.Version || answer.Number() < ProtocolVersion)
        {
            throw new SftpProtocolException();
        }

        while (!answer.AtEnd)
        {
            _extensions.Add(answer.Text());
            answer.Data();
        }
    }

    /// <summary>What is at a path, without following a link; null: nothing.</summary>
    public async Task<SftpAttributes?> GetStatusAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(Request(SftpType.LinkStatus).Text(path), SftpType.Attributes, cancellationToken);
            return SftpAttributes.Read(answer);
        }
        catch (SftpStatusException exception) when (exception.Status == SftpStatus.NoSuchFile)
        {
            return null;
        }
    }

    /// <summary>Opens a file for writing: a new one that only its owner may read, or one that is there.</summary>
    public async Task<byte[]> OpenAsync(string path, bool create, CancellationToken cancellationToken)
    {
        var request = Request(SftpType.Open).Text(path);
        request = create
            ? request.Number(ForWriting | Create | Exclusive).Number(HasPermissions).Number((uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite))
            : request.Number(ForWriting).Number(0);
        return (await AskAsync(request, SftpType.Handle, cancellationToken)).Data();
    }

    /// <summary>Sends a piece without waiting for the answer.</summary>
    public async Task BeginWriteAsync(byte[] handle, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await SendAsync(Request(SftpType.Write).Data(handle).Long((ulong)offset).Data(data.Span), cancellationToken);
        WritesUnderWay++;
    }

    /// <summary>Waits for the answer to one of the pieces.</summary>
    public async Task EndWriteAsync(CancellationToken cancellationToken)
    {
        var answer = await ReceiveAsync(cancellationToken);
        WritesUnderWay--;
        answer.Number();
        EnsureOk(answer);
    }

    /// <summary>Waits for the answers to all pieces, whatever they are, after one has failed.</summary>
    public async Task DropWritesAsync(CancellationToken cancellationToken)
    {
        for (; WritesUnderWay > 0; WritesUnderWay--)
        {
            await ReceiveAsync(cancellationToken);
        }
    }

    /// <summary>Makes the file last over a power failure, where the server can.</summary>
    public Task FlushAsync(byte[] handle, CancellationToken cancellationToken) => _extensions.Contains("fsync@openssh.com")
        ? DoAsync(Request(SftpType.Extended).Text("fsync@openssh.com").Data(handle), cancellationToken)
        : Task.CompletedTask;

    public Task CloseAsync(byte[] handle, CancellationToken cancellationToken) => DoAsync(Request(SftpType.Close).Data(handle), cancellationToken);

    public Task RemoveAsync(string path, CancellationToken cancellationToken) => DoAsync(Request(SftpType.Remove).Text(path), cancellationToken);

    /// <summary>Whether there is no room at all for another file or another byte; the protocol has no code for a full disk.</summary>
    public async Task<bool> IsFullAsync(string folder, CancellationToken cancellationToken)
    {
        if (!_extensions.Contains("statvfs@openssh.com"))
        {
            return false;
        }

        var answer = await AskAsync(Request(SftpType.Extended).Text("statvfs@openssh.com").Text(folder), SftpType.ExtendedReply, cancellationToken);
        _ = (answer.Long(), answer.Long(), answer.Long(), answer.Long()); // sizes of a block, blocks in all, blocks free for root
        var blocks = answer.Long();
        var (files, _, freeFiles) = (answer.Long(), answer.Long(), answer.Long());
        return blocks == 0 || (files > 0 && freeFiles == 0);
    }

    private SftpWriter Request(SftpType type) => new(type, ++_lastId);

    private async Task DoAsync(SftpWriter request, CancellationToken cancellationToken) =>
        await AskAsync(request, SftpType.Status, cancellationToken);

    private async Task<SftpReader> AskAsync(SftpWriter request, SftpType expected, CancellationToken cancellationToken)
    {
        await SendAsync(request, cancellationToken);
        var answer = await ReceiveAsync(cancellationToken);
        if (answer.Number() != _lastId)
        {
            throw new SftpProtocolException();
        }

        if (answer.Type == SftpType.Status)
        {
            EnsureOk(answer);
        }

        return answer.Type == expected ? answer : throw new SftpProtocolException();
    }

    private static void EnsureOk(SftpReader answer)
    {
        if (answer.Type != SftpType.Status)
        {
            throw new SftpProtocolException();
        }

        var status = (SftpStatus)answer.Number();
        if (status != SftpStatus.Ok)
        {
            throw new SftpStatusException(status, answer.AtEnd ? $"{status}" : answer.Text());
        }
    }

    private async Task SendAsync(SftpWriter packet, CancellationToken cancellationToken)
    {
        await toServer.WriteAsync(packet.Finish(), cancellationToken);
        await toServer.FlushAsync(cancellationToken);
    }

    private async Task<SftpReader> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = new byte[sizeof(uint)];
            await fromServer.ReadExactlyAsync(head, cancellationToken);
            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (length is 0 or > MaxPacket)
            {
                throw new SftpProtocolException();
            }

            var packet = new byte[length];
            await fromServer.ReadExactlyAsync(packet, cancellationToken);
            return new SftpReader(packet);
        }
        catch (EndOfStreamException exception)
        {
            throw new IOException("The SFTP session ended.", exception);
        }
    }
}
