using System.Globalization;
using System.Security.Cryptography;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>
/// What an upload does by shell: to compare the file and put it into place, and to write it where sshd has no SFTP. Its own exit codes tell
/// what failed.
/// </summary>
internal sealed class ShellTransfer(SshConnection connection, SshUpload upload, PartialFile file, SshOptions options)
{
    private const int NoFolder = 91, NotWritable = 92, WriteFailed = 93, DiskFull = 94, Different = 95, NoHashProgram = 96;

    private static readonly string Full = "df -Pk . | { read -r _; read -r _ _ _ free _; [ \"$free\" = 0 ]; }";

    private static readonly string Hash =
        "if command -v sha256sum >/dev/null; then sha256sum; elif command -v shasum >/dev/null; then shasum -a 256; elif command -v openssl >/dev/null; then openssl dgst -sha256 -r; else echo none; fi";

    private readonly string _folder = ShellText.Quote(file.Folder);
    private readonly string _partial = ShellText.Quote(file.Path);
    private readonly string _target = ShellText.Quote(upload.Path);

    private string Enter => $"[ -d {_folder} ] || exit {NoFolder}; cd {_folder} && [ -w . ] || exit {NotWritable}; ";

    private string Place => $"[ -d {_target} ] && exit {NotWritable}; chmod {Convert.ToString((int)upload.Mode, 8)} {_partial} && mv -f {_partial} {_target} || exit {WriteFailed}";

    /// <summary>Writes it to a new file, which nobody else can have made before.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        upload.Content.Position = 0;
        var script = $"{Enter}umask 077; rm -f {_partial}; set -C; cat >{_partial} && exit 0; {Full}; full=$?; rm -f {_partial}; [ $full = 0 ] && exit {DiskFull}; exit {WriteFailed}";
        Check(await connection.RunAsync(Command(script) with { Input = upload.Content, Timeout = Timeout.InfiniteTimeSpan }, cancellationToken));
    }

    /// <summary>False: it is not what was sent, and stays where it is.</summary>
    public async Task<bool> PutIntoPlaceAsync(CancellationToken cancellationToken)
    {
        var script = $"{Enter}hash=$({{ {Hash}; }} <{_partial}); case \"$hash\" in none) exit {NoHashProgram};; {file.Sha256}*) ;; *) exit {Different};; esac; {Place}";
        var result = await connection.RunAsync(Command(script), cancellationToken);
        if (result.ExitCode == NoHashProgram)
        {
            return await PutIntoPlaceByReadingAsync(cancellationToken);
        }

        if (result.ExitCode == Different)
        {
            return false;
        }

        Check(result);
        return true;
    }

    public async Task RemoveAsync(CancellationToken cancellationToken) => Check(await connection.RunAsync(Command($"rm -f {_partial}"), cancellationToken));

    /// <summary>For a machine that has nothing to hash with: the file is read back.</summary>
    private async Task<bool> PutIntoPlaceByReadingAsync(CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        await using (var back = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            Check(await connection.RunAsync(Command($"exec cat {_partial}") with { Output = back, Timeout = Timeout.InfiniteTimeSpan }, cancellationToken));
        }

        if (Convert.ToHexStringLower(hash.Hash!) != file.Sha256)
        {
            return false;
        }

        Check(await connection.RunAsync(Command(Enter + Place), cancellationToken));
        return true;
    }

    private SshCommand Command(string script) => new(script) { Timeout = TimeSpan.FromMinutes(5), IdleTimeout = options.TransferTimeout };

    private void Check(SshCommandResult result)
    {
        _ = result.ExitCode switch
        {
            NoFolder => throw SshErrors.FolderMissing(connection.Target, file.Folder),
            NotWritable or WriteFailed => throw SshErrors.FileRefused(connection.Target, upload.Path, OutputText.LastLine(result.Error)),
            DiskFull => throw SshErrors.DiskFull(connection.Target, file.Folder),
            _ => result.EnsureSuccess(connection.Target),
        };
    }
}
