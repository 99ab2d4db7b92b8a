using VsphereConnector.Server.Tests.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Preparation;

/// <summary>A test on a Linux machine whose accounts, groups and sudo files are as they were before, when it has ended. Its jetuser is no sudoer.</summary>
public abstract class PreparationTest(SshGuest guest) : SshTest(guest), IAsyncLifetime
{
    private const string Files = "etc/passwd etc/group etc/shadow etc/gshadow etc/sudoers etc/sudoers.d usr/sbin/usermod usr/bin/sudo usr/sbin/visudo";

    public async ValueTask InitializeAsync() => await Guest.ShellAsync($"tar -C / -cpf /root/state.tar {Files} && gpasswd -d jetuser sudo");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Guest.ShellAsync("rm -rf /etc/sudoers.d && tar -C / -xpf /root/state.tar");
    }

    /// <summary>What a preparation may change: the files of sudo, and who is in which group.</summary>
    private protected Task<string> StateAsync() => Guest.ShellAsync("cd /etc/sudoers.d && stat -c '%n %a %U' $(ls -A) && cat /etc/sudoers $(ls -A) /etc/group /etc/gshadow");
}
