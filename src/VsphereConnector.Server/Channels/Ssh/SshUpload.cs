namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>A file to be put onto the other side.</summary>
/// <param name="Content">Its bytes, from the beginning; read twice, and again where what arrived was not right.</param>
/// <param name="Path">The full path there. Its folder must be one that nobody but root and the account can change, or sticky.</param>
internal sealed record SshUpload(Stream Content, string Path)
{
    public UnixFileMode Mode { get; init; } = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Told how many bytes are there.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <exception cref="SshException">The path cannot be handed over.</exception>
    public void Check()
    {
        if (Path.Length == 0 || Path[0] != '/' || Path[^1] == '/' || Path.AsSpan().ContainsAny('\n', '\r', '\0'))
        {
            throw SshErrors.BadTarget($"'{Path}' is not the full path of a file.", "Give a path from the root, without line breaks.");
        }
    }
}

/// <summary>How a file came to be there.</summary>
/// <param name="ResumedAt">How many of its bytes were there already, from an upload that was broken off.</param>
/// <param name="BySftp">False: through a shell, as the other side has no SFTP.</param>
internal sealed record SshUploadResult(long Length, string Sha256, long ResumedAt, bool BySftp);
