namespace VsphereConnector.Server.Channels.Smb.Windows;

/// <summary>A share by its UNC path.</summary>
internal sealed class WindowsShare(SmbTarget target, string share, SmbOptions options, TimeProvider time) : IShare
{
    public bool IsOpen { get; private set; } = true;

    public Task WriteAsync(string path, Stream content, CancellationToken cancellationToken) => RunAsync(
        path,
        options.TransferTimeout,
        () =>
        {
            using var file = new FileStream(Full(path), FileMode.Create, FileAccess.Write, FileShare.None);
            content.CopyTo(file);
            file.Flush(flushToDisk: true);
            return true;
        },
        cancellationToken);

    public Task<bool> ReadAsync(string path, long from, Stream to, CancellationToken cancellationToken) => RunAsync(
        path,
        options.TransferTimeout,
        () =>
        {
            if (!File.Exists(Full(path)))
            {
                return false;
            }

            using var file = new FileStream(Full(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = from;
            file.CopyTo(to);
            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<SmbEntry>> ListAsync(string pattern, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<SmbEntry>>(
        pattern,
        options.CommandTimeout,
        () =>
        {
            var folder = new DirectoryInfo(Full(Path.GetDirectoryName(pattern)!));
            return folder.Exists
                ? [.. folder.EnumerateFileSystemInfos(Path.GetFileName(pattern)).Select(entry => new SmbEntry(entry.Name, entry is DirectoryInfo, (entry as FileInfo)?.Length ?? 0))]
                : [];
        },
        cancellationToken);

    public Task MakeFolderAsync(string path, CancellationToken cancellationToken) =>
        RunAsync(path, options.CommandTimeout, () => Directory.CreateDirectory(Full(path)), cancellationToken);

    public Task RemoveFileAsync(string path, CancellationToken cancellationToken) => RunAsync(
        path,
        options.CommandTimeout,
        () =>
        {
            File.Delete(Full(path));
            return true;
        },
        cancellationToken);

    public Task RemoveFolderAsync(string path, CancellationToken cancellationToken) => RunAsync(
        path,
        options.CommandTimeout,
        () =>
        {
            if (Directory.Exists(Full(path)))
            {
                Directory.Delete(Full(path), recursive: true);
            }

            return true;
        },
        cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (IsOpen)
        {
            IsOpen = false;
            _ = NativeMethods.WNetCancelConnection2(share, flags: 0, force: false); // fails where another operation uses it
        }

        return ValueTask.CompletedTask;
    }

    private string Full(string path) => $@"{share}\{path}";

    private async Task<T> RunAsync<T>(string path, TimeSpan limit, Func<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await WindowsCall.WithinAsync(target, limit, time, call, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SmbErrors.OfFile(target, path, WindowsCall.StatusOf(exception), exception.Message);
        }
    }
}
