namespace VsphereConnector.Server.Channels.Smb;

/// <summary>
/// A share of a Windows machine, as one account that has logged on. Paths are relative to it, with backslashes. Whatever fails throws an
/// <see cref="SmbException"/>. One call at a time.
/// </summary>
internal interface IShare : IAsyncDisposable
{
    /// <summary>False once the connection is no more.</summary>
    bool IsOpen { get; }

    /// <summary>Writes a whole file, in place of one that may be there.</summary>
    Task WriteAsync(string path, Stream content, CancellationToken cancellationToken);

    /// <summary>Reads a file from a place on. False: there is none.</summary>
    Task<bool> ReadAsync(string path, long from, Stream to, CancellationToken cancellationToken);

    /// <summary>What a folder has of a name with <c>*</c>; nothing where there is no such folder.</summary>
    Task<IReadOnlyList<SmbEntry>> ListAsync(string pattern, CancellationToken cancellationToken);

    /// <summary>It may be there already; its parent must be.</summary>
    Task MakeFolderAsync(string path, CancellationToken cancellationToken);

    /// <summary>There may be none.</summary>
    Task RemoveFileAsync(string path, CancellationToken cancellationToken);

    /// <summary>With all that is in it; there may be none.</summary>
    Task RemoveFolderAsync(string path, CancellationToken cancellationToken);
}

/// <param name="Length">In bytes; of a folder, 0.</param>
internal sealed record SmbEntry(string Name, bool IsFolder, long Length);
