using System.Globalization;
using System.Security.Cryptography;
using VsphereConnector.Server.Channels.Clients;
using VsphereConnector.Server.Channels.Ssh.Sftp;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>One upload: write beside the place, compare, put into place.</summary>
internal sealed class Uploading(SshConnection connection, SshUpload upload, SshOptions options, TimeProvider time)
{
    private const int Attempts = 2;

    private bool _bySftp = true;

    public async Task<SshUploadResult> ToEndAsync(CancellationToken cancellationToken)
    {
        upload.Check();
        upload.Content.Position = 0;
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(upload.Content, cancellationToken));
        var file = new PartialFile(upload.Path, upload.Content.Length, sha256);
        var owner = await ReadOwnerAsync(cancellationToken);
        var shell = new ShellTransfer(connection, upload, file, options);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var resumedAt = await WriteAsync(file, shell, owner, mayResume: attempt == 1, cancellationToken);
            if (await shell.PutIntoPlaceAsync(cancellationToken))
            {
                return new SshUploadResult(file.Length, file.Sha256, resumedAt, _bySftp);
            }
        }

        await shell.RemoveAsync(cancellationToken);
        throw SshErrors.UploadDamaged(connection.Target, upload.Path);
    }

    /// <summary>Returns how much of it was there already.</summary>
    private async Task<long> WriteAsync(PartialFile file, ShellTransfer shell, uint owner, bool mayResume, CancellationToken cancellationToken)
    {
        if (_bySftp)
        {
            using var deadline = new Deadline(Timeout.InfiniteTimeSpan, options.TransferTimeout, time, cancellationToken);
            try
            {
                return await connection.InSessionAsync(() => new SftpTransfer(connection, upload, file, deadline).WriteAsync(owner, mayResume), deadline);
            }
            catch (SftpProtocolException)
            {
                _bySftp = false;
            }
        }

        await shell.WriteAsync(cancellationToken);
        return 0;
    }

    private async Task<uint> ReadOwnerAsync(CancellationToken cancellationToken)
    {
        var result = await connection.RunAsync(new SshCommand("id -u") { Timeout = options.TransferTimeout }, cancellationToken);
        return uint.TryParse(result.EnsureSuccess(connection.Target).Output, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var owner)
            ? owner
            : throw SshErrors.CommandFailed(connection.Target, result.ExitCode, "id -u printed no number");
    }
}
