using System.Security.Cryptography;
using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Channels.Ssh.Driver;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

/// <summary>The hands of an installation by SSH, with the real runner script; the program that it starts is a script of the test.</summary>
public sealed class SshWorkspaceTests(SshGuest guest) : SshTest(guest)
{
    private readonly Guid _run = Guid.NewGuid();

    /// <summary>What the script of the test writes to, beside the work folder.</summary>
    private string Beside => $"/root/{_run:N}";

    private string Works => $"#!/bin/sh\necho run >>{Beside}/runs\nuntil [ -e {Beside}/go ]; do sleep 0.1; done\necho installed\n";

    private string Folder => $"/var/jetpatch-temp/vlink-{_run:N}";

    [Theory]
    [InlineData("root", false)]
    [InlineData("free", false)]
    [InlineData("asks", true)]
    public async Task WhenAnAccountMayInstall_ThenTheRunnerRunsOnceAsRoot_AndOutlivesTheConnection(string user, bool withPassword)
    {
        await Guest.ShellAsync($"mkdir {Beside}");
        var sudo = user == "root" ? null : new SshSudo(withPassword ? Guest.Password : null);
        long processId;
        await using (var connection = await OpenAsync(user))
        {
            var first = new SshWorkspace(connection, sudo);
            await first.MakeFolderAsync(Folder, Token);
            await first.MakeFolderAsync(Folder, Token);
            await UploadAsync(first, Works);
            Assert.False(await first.WasStartedAsync(Folder, Token));

            processId = (await first.StartAsync(Folder, Token)).ProcessId;

            Assert.True(await first.WasStartedAsync(Folder, Token));
            Assert.Equal(processId, await first.FindRunnerAsync(Folder, Token));
            Assert.False(await first.HasEndedAsync(Folder, processId, Token));
            Assert.Null(await first.ReadSpoolAsync(Folder, Token));
        }

        await using var later = await OpenAsync(user);
        var workspace = new SshWorkspace(later, sudo);
        Assert.False(await workspace.HasEndedAsync(Folder, processId, Token));
        await Guest.ShellAsync($"touch {Beside}/go");
        var spool = await EndAsync(workspace);
        Assert.Equal((0, "root", "installed\n"), (spool.ExitCode, spool.Account, spool.Output));
        Assert.True(await workspace.HasEndedAsync(Folder, processId, Token));
        Assert.Null(await workspace.FindRunnerAsync(Folder, Token));
        Assert.Equal("run", await Guest.ShellAsync($"cat {Beside}/runs"));

        await workspace.RemoveAsync(Folder, Token);
        await workspace.RemoveAsync(Folder, Token);
        Assert.Null(await workspace.WasStartedAsync(Folder, Token));
        Assert.Equal("", await Guest.ShellAsync($"ls -d {Folder} 2>/dev/null || true"));
    }

    [Fact]
    public async Task WhenTheRunnerIsToEnd_ThenItEndsWithWhatItStarted()
    {
        await Guest.ShellAsync($"mkdir {Beside}");
        await using var connection = await OpenAsync("free");
        var workspace = new SshWorkspace(connection, new SshSudo());
        await workspace.MakeFolderAsync(Folder, Token);
        await UploadAsync(workspace, Works);
        var (processId, _) = await workspace.StartAsync(Folder, Token);

        await workspace.EndAsync(Folder, processId, Token);

        Assert.Equal(143, (await EndAsync(workspace)).ExitCode);
        Assert.True(await workspace.HasEndedAsync(Folder, processId, Token));
        Assert.Equal("", await Guest.ShellAsync($"pgrep -f {Folder}/[v]link || true"));
    }

    public override async ValueTask DisposeAsync()
    {
        await Guest.ShellAsync($"touch {Beside}/go 2>/dev/null; rm -rf {Folder}");
        await base.DisposeAsync();
    }

    [Fact]
    public async Task WhenAFolderCannotBeUsed_ThenThatIsSaid_AndAnotherMayBeTried()
    {
        await using var connection = await OpenAsync("free");
        var workspace = new SshWorkspace(connection, new SshSudo());

        await Assert.ThrowsAsync<WorkspaceRefusedException>(() => workspace.MakeFolderAsync("/proc/vlink", Token));

        await workspace.MakeFolderAsync("/small/work", Token);
        var large = Convert.ToBase64String(RandomNumberGenerator.GetBytes(2_000_000));
        var refused = await Assert.ThrowsAsync<WorkspaceRefusedException>(() => UploadAsync(workspace, large, "/small/work"));
        Assert.Contains("no room", refused.Message, StringComparison.Ordinal);
        await workspace.RemoveAsync("/small/work", Token);
        Assert.Equal("", await Guest.ShellAsync("ls /small"));
    }

    [Fact]
    public async Task WhenTheAccountMayNotUseSudo_ThenTheReasonIsItsOwn()
    {
        await using var connection = await OpenAsync("none");
        var workspace = new SshWorkspace(connection, new SshSudo(Guest.Password));

        var refused = await Assert.ThrowsAsync<SshException>(() => workspace.MakeFolderAsync(Folder, Token));

        Assert.Equal(SshFault.SudoNotPermitted, refused.Fault);
    }

    private async Task UploadAsync(SshWorkspace workspace, string program, string? folder = null)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(program));
        var packed = await PackedProgram.PackAsync(content, "linux-x64", Token);
        var settings = new ConnectorSettings { ServerUrls = ["https://127.0.0.1"], CertificateAuthority = "" };
        foreach (var file in InstallBundle.Create(_run, packed, settings).Files)
        {
            await workspace.UploadAsync(file, folder ?? Folder, Token);
        }
    }

    private async Task<InstallSpool> EndAsync(SshWorkspace workspace)
    {
        await Guest.ShellAsync($"until [ -e {Folder}/done ]; do sleep 0.1; done");
        return (await workspace.ReadSpoolAsync(Folder, Token))!;
    }
}
