using System.Globalization;
using System.Security.Cryptography;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb;

/// <summary>A share of a Windows machine, as one account, and the machine's services.</summary>
internal sealed class SmbConnection(SmbSystem system, string name, IShare opened) : IAsyncDisposable
{
    /// <summary>The folder of Windows, on every Windows.</summary>
    public const string AdministrativeShare = "ADMIN$";

    private const int Attempts = 2;

    private IShare _share = opened;

    public SmbTarget Target => system.Target;

    public IServiceControl Services => system.Services;

    /// <summary>The share; where its connection broke, on a new one.</summary>
    public async Task<IShare> ShareAsync(CancellationToken cancellationToken)
    {
        if (!_share.IsOpen)
        {
            await _share.DisposeAsync();
            _share = await system.OpenAsync(name, cancellationToken);
        }

        return _share;
    }

    /// <summary>Another share of the machine, such as <c>C$</c>; it must be closed before this one.</summary>
    public async Task<SmbConnection> OpenAsync(string share, CancellationToken cancellationToken) =>
        new(system, share, await system.OpenAsync(share, cancellationToken));

    /// <summary>A file of this server that nobody else can read, and that is gone when it is closed.</summary>
    public FileStream MakeTemporaryFile() => PrivateFile.CreateTemporary(Path.Combine(system.Folder, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)));

    /// <summary>Puts a file there and reads it back: it is there as it was sent, or not at all.</summary>
    /// <returns>Its SHA-256, in lower-case hex.</returns>
    public async Task<string> PutAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        content.Position = 0;
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        try
        {
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                content.Position = 0;
                var share = await ShareAsync(cancellationToken);
                await share.WriteAsync(path, content, cancellationToken);
                if (await HashAsync(share, path, cancellationToken) == sha256)
                {
                    return sha256;
                }
            }

            throw SmbErrors.UploadDamaged(Target, path);
        }
        catch
        {
            await CleanUpAsync((share, token) => share.RemoveFileAsync(path, token));
            throw;
        }
    }

    /// <summary>Clears something up after a failure or a cancellation, as well as that can be done within its own time.</summary>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> CleanUpAsync(Func<IShare, CancellationToken, Task> work)
    {
        using var limit = new CancellationTokenSource(system.Options.CleanUpTimeout, system.Time);
        try
        {
            await work(await ShareAsync(limit.Token), limit.Token);
            return true;
        }
        catch (Exception exception) when (exception is SmbException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _share.DisposeAsync();
        if (name == AdministrativeShare)
        {
            system.Close();
        }
    }

    private async Task<string> HashAsync(IShare share, string path, CancellationToken cancellationToken)
    {
        using var sha256 = SHA256.Create();
        await using var hashing = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write);
        if (!await share.ReadAsync(path, 0, hashing, cancellationToken))
        {
            throw SmbErrors.FileMissing(Target, path);
        }

        await hashing.FlushFinalBlockAsync(cancellationToken);
        return Convert.ToHexStringLower(sha256.Hash!);
    }
}
