using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class SshLogonTests(SshGuest guest) : SshTest(guest)
{
    [Fact]
    public async Task WhenThePasswordIsRight_ThenCommandsRun()
    {
        await using var connection = await OpenAsync("asks");

        var result = await connection.RunAsync(new SshCommand("id -un; cat; echo 'to the side' >&2; exit 3") { Input = Bytes("from stdin") }, Token);

        Assert.Equal(new SshCommandResult(3, "asks\nfrom stdin", "to the side\n", IsTruncated: false), result);
    }

    [Fact]
    public async Task WhenSshdTakesPasswordsByKeyboardInteractiveOnly_ThenItIsSentThatWay()
    {
        var before = await CountInLogAsync("Failed");

        await using var connection = await OpenAsync("keyboard");

        Assert.Equal("keyboard\n", (await connection.RunAsync(new SshCommand("id -un"), Token)).Output);
        Assert.Equal(before, await CountInLogAsync("Failed"));
    }

    [Theory]
    [InlineData("none", "Failed password for none ")]
    [InlineData("keyboard", "Failed keyboard-interactive/pam for keyboard ")]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedOnce(string user, string failure)
    {
        var before = await CountInLogAsync(failure);

        var refused = await RefusedAsync(As(user, new SshPassword("wrong")));

        Assert.Equal((SshFault.PermissionDenied, "ssh-permission-denied", Verdict.Stop), (refused.Fault, refused.Error.Code, refused.Verdict));
        Assert.Contains("password", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before + 1, await CountInLogAsync(failure));
    }

    [Fact]
    public async Task WhenTheKeyIsKnown_ThenItLogsOn()
    {
        await using var connection = await OpenAsync("root", Key);

        Assert.Equal("root\n", (await connection.RunAsync(new SshCommand("id -un"), Token)).Output);
    }

    [Fact]
    public async Task WhenTheKeyIsNotKnown_ThenItIsRefused()
    {
        var key = await MakeKeyAsync("other", "");

        Assert.Equal(SshFault.PermissionDenied, (await RefusedAsync(As("root", new SshPrivateKey(key)))).Fault);
    }

    [Fact]
    public async Task WhenTheKeyHasAPassphrase_ThenItIsUsedAndAWrongOneIsSaid()
    {
        var key = await MakeKeyAsync("locked", "open sesame");
        var line = (await File.ReadAllTextAsync(key + ".pub", Token)).Trim();
        await Guest.ShellAsync($"install -d -m 700 -o asks ~asks/.ssh && echo '{line}' >~asks/.ssh/authorized_keys && chown asks: ~asks/.ssh/authorized_keys");

        await using (var connection = await OpenAsync("asks", new SshPrivateKey(key, "open sesame")))
        {
            Assert.Equal(0, (await connection.RunAsync(new SshCommand("true"), Token)).ExitCode);
        }

        Assert.Equal(SshFault.KeyUnusable, (await RefusedAsync(As("asks", new SshPrivateKey(key, "wrong")))).Fault);
        Assert.Equal(SshFault.KeyUnusable, (await RefusedAsync(As("asks", new SshPrivateKey(key)))).Fault);
        Assert.Equal(SshFault.KeyUnusable, (await RefusedAsync(As("asks", new SshPrivateKey("/nowhere/key")))).Fault);
    }

    [Fact]
    public async Task WhenAnAgentHasTheKey_ThenItLogsOn()
    {
        var socket = Path.Combine(Path.GetDirectoryName(ConnectionsFolder)!, "agent");
        using var agent = SshGuest.Start("ssh-agent", "-D", "-a", socket);
        try
        {
            await agent.StandardOutput.ReadLineAsync(Token); // it listens
            Assert.Equal(0, (await SshGuest.RunAsync("env", $"SSH_AUTH_SOCK={socket}", "ssh-add", "-q", Guest.KeyFile)).ExitCode);

            await using (var any = await OpenAsync("free", new SshAgent(socket)))
            {
                Assert.Equal("free\n", (await any.RunAsync(new SshCommand("id -un"), Token)).Output);
            }

            await using var named = await OpenAsync("free", new SshAgent(socket, Guest.KeyFile + ".pub"));
            Assert.Equal("free\n", (await named.RunAsync(new SshCommand("id -un"), Token)).Output);
        }
        finally
        {
            agent.Kill();
        }
    }

    [Fact]
    public async Task WhenTheHostIsNew_ThenItsKeyIsAskedAboutBeforeAnySecretIsSent()
    {
        var asked = new List<SshHostKey>();
        var target = As("asks") with { HostKeys = new SshHostKeyPolicy([], (key, _) => { asked.Add(key); return new(asked.Count > 1); }) };
        var before = await CountInLogAsync("password for asks");

        var refused = await RefusedAsync(target);
        Assert.Equal(SshFault.HostKeyUnknown, refused.Fault);
        Assert.Contains(Guest.HostKey.Fingerprint, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await CountInLogAsync("password for asks"));

        await using var connection = await Connections.OpenAsync(target, Token);
        Assert.Equal([Guest.HostKey, Guest.HostKey], asked);
        Assert.Equal([Guest.HostKey], connection.Target.HostKeys.Known);
    }

    [Fact]
    public async Task WhenTheHostKeyHasChanged_ThenBothFingerprintsAreSaidAndNothingIsSent()
    {
        var file = await MakeKeyAsync("pinned", "");
        Assert.True(SshHostKey.TryParse(await File.ReadAllTextAsync(file + ".pub", Token), out var pinned));
        var before = await CountInLogAsync("asks");

        var refused = await RefusedAsync(As("asks") with { HostKeys = new SshHostKeyPolicy([pinned], (_, _) => new(true)) });

        Assert.Equal((SshFault.HostKeyChanged, Verdict.Stop), (refused.Fault, refused.Verdict));
        Assert.Contains(pinned.Fingerprint, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Guest.HostKey.Fingerprint, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await CountInLogAsync("asks"));
    }

    [Fact]
    public async Task WhenOnlyAKeyOfAnotherTypeIsKnown_ThenTheHostIsRefused()
    {
        var file = Path.Combine(Path.GetDirectoryName(ConnectionsFolder)!, "rsa");
        await SshGuest.RunAsync("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", file);
        Assert.True(SshHostKey.TryParse(await File.ReadAllTextAsync(file + ".pub", Token), out var pinned));

        var refused = await RefusedAsync(As("asks") with { HostKeys = new SshHostKeyPolicy([pinned]) });

        Assert.Equal(SshFault.HostKeyChanged, refused.Fault);
        Assert.Contains(Guest.HostKey.Fingerprint, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenItGoesThroughAnotherMachine_ThenEachHasItsOwnAccountAndKeys()
    {
        var target = As("asks") with { Port = SshGuest.PortWithoutSftp, Jump = As("free", Key) with { Jump = As("root", Key) } };

        await using (var connection = await Connections.OpenAsync(target, Token))
        {
            Assert.Equal("asks\n", (await connection.RunAsync(new SshCommand("id -un"), Token)).Output);
        }

        Assert.Equal(SshFault.Refused, (await RefusedAsync(target with { Port = 1 })).Fault);
        Assert.Equal(SshFault.PermissionDenied, (await RefusedAsync(target with { Jump = As("none", Key) })).Fault);
        await Connections.DisposeAsync();
        Assert.Empty(Directory.EnumerateDirectories(ConnectionsFolder));
    }

    [Fact]
    public async Task WhenNobodyListensOrTheNameIsUnknown_ThenThatIsSaid()
    {
        Assert.Equal(SshFault.Refused, (await RefusedAsync(As("asks") with { Port = 1 })).Fault);
        Assert.Equal("ssh-name-unknown", (await RefusedAsync(As("asks") with { Host = "no-such-host.invalid" })).Error.Code);
    }

    [Fact]
    public async Task WhenTheClientIsMissingOrNoOpenSsh_ThenThatIsSaid()
    {
        var missing = new SshConnections(Options with { Program = "/nowhere/ssh", Folder = ConnectionsFolder + "-2" }, TimeProvider.System);
        var other = new SshConnections(Options with { Program = "/bin/false", Folder = ConnectionsFolder + "-3" }, TimeProvider.System);

        Assert.Equal("ssh-client-missing", (await Assert.ThrowsAsync<SshException>(() => missing.OpenAsync(As("asks"), Token))).Error.Code);
        var noexec = new SshConnections(Options with { Folder = ConnectionsFolder + "-4" }, TimeProvider.System);
        await SshGuest.RunAsync("chmod", "600", Path.Combine(ConnectionsFolder + "-4", SecretPipe.ProgramName));

        Assert.Equal("ssh-askpass-refused", (await Assert.ThrowsAsync<SshException>(() => noexec.OpenAsync(As("asks"), Token))).Error.Code);
        Assert.Equal("ssh-client-too-old", (await Assert.ThrowsAsync<SshException>(() => other.OpenAsync(As("asks"), Token))).Error.Code);
    }

    private async Task<string> MakeKeyAsync(string name, string passphrase)
    {
        var file = Path.Combine(Path.GetDirectoryName(ConnectionsFolder)!, name);
        Assert.Equal(0, (await SshGuest.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", file)).ExitCode);
        return file;
    }
}
