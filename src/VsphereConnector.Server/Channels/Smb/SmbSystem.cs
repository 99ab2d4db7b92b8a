using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Smb;

/// <summary>How this server's operating system speaks SMB to one machine, as one account.</summary>
internal sealed record SmbSystem
{
    public required SmbTarget Target { get; init; }

    public required SmbOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Of this connection alone, private, and gone with it.</summary>
    public required string Folder { get; init; }

    public required IServiceControl Services { get; init; }

    /// <summary>Logs on and opens a share.</summary>
    public required Func<string, CancellationToken, Task<IShare>> OpenAsync { get; init; }

    public void Close() => PrivateFile.DeleteFolder(Folder);
}
