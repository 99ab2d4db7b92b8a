using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>A real Debian with its own sshd, sudo, accounts and processes.</summary>
public sealed class SshGuest : LoopbackGuest
{
    public const int Port = 20022;
    public const int PortWithoutSftp = Port + 1;

    /// <summary>A private key that root and free are known by.</summary>
    public string KeyFile => Path.Combine(Folder, "the key");

    internal SshHostKey HostKey { get; private set; } = new("", "");

    protected override (string[] Programs, string Packages) Needs =>
        (["ssh", "ssh-keygen", "ssh-agent", "unshare", "nsenter", "debootstrap"], "openssh-client, util-linux, debootstrap");

    /// <summary>What a shell command prints in the guest, as root and beside the product.</summary>
    public Task<string> ShellAsync(string script) => EnterAsync("chroot", "/mnt/root", "sh", "-c", script);

    protected override async Task StartAsync()
    {
        var lab = Path.Combine(Repository(), "tests", "VsphereConnector.Lab.Tests", "scripts", "rootfs.sh");
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home : "/var/cache";
        var made = await RunAsync("sh", lab, Path.Combine(cache, "vsphere-connector-lab"));
        if (made.ExitCode != 0)
        {
            CannotStart($"The guest's files cannot be made: {made.Error}");
            return;
        }

        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", KeyFile);
        var rootFileSystem = made.Output.Trim().Split('\n')[^1];
        if (await BootAsync(Path.Combine(Scripts("Ssh"), "ssh-guest.sh"), rootFileSystem, Address, $"{Port}", KeyFile + ".pub") is { } line)
        {
            Assert.True(SshHostKey.TryParse(line, out var key));
            HostKey = key;
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SshGuestCollection : ICollectionFixture<SshGuest>
{
    public const string Name = "ssh guest";
}
