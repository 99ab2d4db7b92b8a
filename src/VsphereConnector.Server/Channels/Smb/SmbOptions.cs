namespace VsphereConnector.Server.Channels.Smb;

/// <summary>How SMB is spoken. Version 1 never is, and unsigned messages are never taken.</summary>
internal sealed record SmbOptions
{
    /// <summary>Samba's client for files, by its path or to be found on PATH. Windows servers use the system's own.</summary>
    public string FileProgram { get; init; } = "smbclient";

    /// <summary>Samba's client for services, by its path or to be found on PATH.</summary>
    public string ServiceProgram { get; init; } = "net";

    /// <summary>A private folder, for connections while they are open. It is emptied at the start.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether machines that cannot encrypt (SMB 2: Windows Server 2008 R2 and before) are refused; the others are encrypted anyway.</summary>
    public bool RequireEncryption { get; init; }

    /// <summary>For a whole connection: name, TCP, dialect and logon.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one answer to anything but a transfer. A service that is started has 30 s to report by itself, before Windows gives it up.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one file, either way.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For whatever is cleared up on the other side after something was broken off.</summary>
    public TimeSpan CleanUpTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
