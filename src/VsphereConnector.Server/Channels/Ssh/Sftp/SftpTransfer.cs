using System.Buffers;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh.Sftp;

/// <summary>A file on its way by SFTP.</summary>
internal sealed class SftpTransfer(SshConnection connection, SshUpload upload, PartialFile file, Deadline deadline)
{
    // What OpenSSH's own sftp sends at once, and has under way.
    private const int PieceSize = 32 * 1024;
    private const int MaxWritesUnderWay = 64;

    /// <summary>Writes what is not there yet, and returns how much was.</summary>
    /// <exception cref="SftpProtocolException">The other side has no SFTP.</exception>
    public async Task<long> WriteAsync(uint owner, bool mayResume)
    {
        await using var process = connection.StartSession("-s", ClientConfiguration.Endpoint, "sftp");
        var errors = new ClientLog().FillAsync(process.Error);
        var session = new SftpSession(process.Input, process.Output);
        await BeginAsync(session);
        try
        {
            return await WriteAsync(session, owner, mayResume);
        }
        catch (SftpStatusException exception)
        {
            throw await ExplainAsync(session, exception);
        }
        catch (IOException)
        {
            throw SshErrors.ConnectionLost(connection.Target, "an upload was broken off; it goes on where it was.");
        }
        finally
        {
            process.Kill();
            await errors;
        }
    }

    private async Task BeginAsync(SftpSession session)
    {
        try
        {
            await session.BeginAsync(deadline.Token);
        }
        catch (IOException)
        {
            throw await connection.IsAliveAsync() ? new SftpProtocolException() : SshErrors.ConnectionLost(connection.Target, "no SFTP session began.");
        }
    }

    private async Task<long> WriteAsync(SftpSession session, uint owner, bool mayResume)
    {
        var there = await session.GetStatusAsync(file.Path, deadline.Token);
        var resumes = mayResume && there?.IsPrivateFileOf(owner) == true && there.Size <= file.Length;
        if (there is not null && !resumes)
        {
            await session.RemoveAsync(file.Path, deadline.Token);
        }

        var handle = await session.OpenAsync(file.Path, create: !resumes, deadline.Token);
        var offset = resumes ? there?.Size ?? 0 : 0;
        await SendAsync(session, handle, offset);
        await session.FlushAsync(handle, deadline.Token);
        await session.CloseAsync(handle, deadline.Token);
        return offset;
    }

    private async Task SendAsync(SftpSession session, byte[] handle, long offset)
    {
        upload.Content.Position = offset;
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            int read;
            while ((read = await upload.Content.ReadAtLeastAsync(piece.AsMemory(0, PieceSize), PieceSize, throwOnEndOfStream: false, deadline.Token)) > 0)
            {
                await session.BeginWriteAsync(handle, offset, piece.AsMemory(0, read), deadline.Token);
                offset += read;
                await EndWritesAsync(session, offset, MaxWritesUnderWay - 1);
            }

            await EndWritesAsync(session, offset, 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }
    }

    private async Task EndWritesAsync(SftpSession session, long sent, int allowed)
    {
        while (session.WritesUnderWay > allowed)
        {
            await session.EndWriteAsync(deadline.Token);
            deadline.Restart();
            upload.Progress?.Report(Math.Max(0, sent - ((long)session.WritesUnderWay * PieceSize)));
        }
    }

    private async Task<SshException> ExplainAsync(SftpSession session, SftpStatusException exception)
    {
        switch (exception.Status)
        {
            case SftpStatus.NoSuchFile:
                return SshErrors.FolderMissing(connection.Target, file.Folder);
            case SftpStatus.PermissionDenied:
                return SshErrors.FileRefused(connection.Target, upload.Path, exception.Message);
        }

        await session.DropWritesAsync(deadline.Token);
        if (!await session.IsFullAsync(file.Folder, deadline.Token))
        {
            return SshErrors.FileRefused(connection.Target, upload.Path, exception.Message);
        }

        await session.RemoveAsync(file.Path, deadline.Token); // the room may be needed for something else
        return SshErrors.DiskFull(connection.Target, file.Folder);
    }
}
