namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>
/// Samba's own smbd with the shares <c>C$</c> and <c>ADMIN$</c>, and a service control manager. Accounts: administrator; ordinary, who is none;
/// locked, disabled, expired.
/// </summary>
public sealed class SmbGuest : LoopbackGuest
{
    /// <summary>SMB 3.1.1, which encrypts.</summary>
    public const int Port = 20445;

    /// <summary>SMB 2.1, which only signs.</summary>
    public const int PortOfSmb2 = Port + 1;

    /// <summary>SMB 1 alone.</summary>
    public const int PortOfSmb1 = Port + 2;

    /// <summary>The folder of Windows, in the guest.</summary>
    public const string Windows = "/mnt/drive/windows";

    /// <summary>The temp folder of Windows and another one on drive C, as this process sees them.</summary>
    public IEnumerable<string> TempFolders => [$"{Root}{Windows}/temp", $"{Root}/mnt/drive/scratch"];

    protected override (string[] Programs, string Packages) Needs =>
        (["smbd", "smbclient", "net", "unshare", "nsenter", "/usr/libexec/samba/samba-dcerpcd", "/usr/lib/python3/dist-packages/impacket/__init__.py"],
        "samba, smbclient, samba-common-bin, python3-impacket, util-linux");

    /// <summary>What a shell command prints in the guest, as root and beside the product.</summary>
    public Task<string> ShellAsync(string script) => EnterAsync("sh", "-c", script);

    /// <summary>What was asked of the service control manager, a line a call.</summary>
    public async Task<string[]> JournalAsync() => (await ShellAsync("cat /mnt/scm/journal 2>/dev/null || true")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    protected override Task StartAsync() => BootAsync(Path.Combine(Scripts("Smb"), "smb-guest.sh"), Scripts("Smb"), Address, $"{Port}");
}

[CollectionDefinition(Name)]
public sealed class SmbGuestCollection : ICollectionFixture<SmbGuest>
{
    public const string Name = "smb guest";
}
