using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preparation;
using VsphereConnector.Server.Tests.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Preparation;

public sealed class AccountPreparationTests(SshGuest guest) : PreparationTest(guest)
{
    private const string WheelInstead = "groupdel sudo && groupadd wheel && sed -i 's/%sudo/%wheel/' /etc/sudoers";
    private const string CanSudo = "su jetuser -c 'sudo -n id -un'";

    [Theory]
    [InlineData("true", "sudo")]
    [InlineData(WheelInstead, "wheel")]
    [InlineData("groupadd wheel", "sudo")]
    public async Task Prepare_ByRoot_MakesItAMemberAndASudoerWithoutAPassword(string arrange, string group)
    {
        await Guest.ShellAsync(arrange);
        await using var connection = await OpenAsync("root");

        var result = await AccountPreparation.RunAsync(connection, "web-01", "jetuser", null, Token);

        Assert.Equal((group, true, "/etc/sudoers.d/vlink-jetuser", true), (result.Group, result.JoinedGroup, result.File, result.WroteFile));
        Assert.Contains(group, (await Guest.ShellAsync("id -Gn jetuser")).Split(' '));
        Assert.Equal("440 root", await Guest.ShellAsync("stat -c '%a %U' /etc/sudoers.d/vlink-jetuser"));
        Assert.Contains("jetuser ALL=(ALL:ALL) NOPASSWD:ALL", await Guest.ShellAsync("cat /etc/sudoers.d/vlink-jetuser"), StringComparison.Ordinal);
        Assert.Equal("root", await Guest.ShellAsync(CanSudo));
    }

    [Fact]
    public async Task Prepare_Again_DoesNothing()
    {
        await using var connection = await OpenAsync("root");
        await AccountPreparation.RunAsync(connection, "web-01", "jetuser", null, Token);
        var before = await StateAsync();

        var again = await AccountPreparation.RunAsync(connection, "web-01", "jetuser", null, Token);

        Assert.Equal((false, false), (again.JoinedGroup, again.WroteFile));
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("free", false)]
    [InlineData("asks", true)]
    public async Task Prepare_ByASudoer_Works(string user, bool withPassword)
    {
        await using var connection = await OpenAsync(user);

        await AccountPreparation.RunAsync(connection, "web-01", "jetuser", new SshSudo(withPassword ? Guest.Password : null), Token);

        Assert.Equal("root", await Guest.ShellAsync(CanSudo));
    }

    [Fact]
    public async Task Prepare_WhileTheAccountIsLoggedOn_SaysThatANewLoginIsNeeded()
    {
        await Guest.ShellAsync("setsid su jetuser -c 'exec sleep 600' >/dev/null 2>&1 </dev/null & until pgrep -u jetuser sleep; do sleep 0.1; done");
        await using var connection = await OpenAsync("root");

        var result = await AccountPreparation.RunAsync(connection, "web-01", "jetuser", null, Token);

        Assert.Contains("log in again", Assert.Single(result.Notes), StringComparison.Ordinal);
        await Guest.ShellAsync("pkill -u jetuser sleep");
    }

    [Theory]
    [InlineData("userdel jetuser", "prepare-account-missing")]
    [InlineData("groupdel sudo", "prepare-group-missing")]
    [InlineData("mv /usr/bin/sudo /usr/bin/sudo.away", "prepare-sudo-missing")]
    [InlineData("echo 'nonsense (' >/etc/sudoers.d/broken && chmod 0440 /etc/sudoers.d/broken", "prepare-sudoers-broken")]
    [InlineData("sed -i 's/^@includedir/# &/' /etc/sudoers", "prepare-sudoers-not-included")]
    [InlineData("echo 'jetuser ALL=(ALL:ALL) ALL' >/etc/sudoers.d/zz && chmod 0440 /etc/sudoers.d/zz", "prepare-not-effective")]
    [InlineData("printf '#!/bin/sh\\necho locked >&2; exit 10\\n' >/usr/sbin/usermod.new && chmod 755 /usr/sbin/usermod.new && mv /usr/sbin/usermod.new /usr/sbin/usermod", "prepare-group-not-joined")]
    [InlineData(
        "mv /usr/sbin/visudo /usr/sbin/visudo.real && printf '#!/bin/sh\\ncase \"$*\" in *-f*) echo refused; exit 1;; esac\\nexec /usr/sbin/visudo.real \"$@\"\\n' >/usr/sbin/visudo && chmod 755 /usr/sbin/visudo",
        "prepare-entry-refused")]
    public async Task Prepare_WhereItIsNotPossible_SaysWhyAndLeavesEverythingAsItWas(string arrange, string code)
    {
        await Guest.ShellAsync(arrange);
        var before = await StateAsync();
        await using var connection = await OpenAsync("root");

        var failure = await Assert.ThrowsAsync<OperationException>(() => AccountPreparation.RunAsync(connection, "web-01", "jetuser", null, Token));

        Assert.Equal(code, failure.Error.Code);
        Assert.NotEmpty(failure.Error.Remedy);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Prepare_WithoutSudo_IsRefusedBeforeAnythingIsDone()
    {
        await using var connection = await OpenAsync("none");

        var failure = await Assert.ThrowsAsync<OperationException>(() => AccountPreparation.RunAsync(connection, "web-01", "jetuser", null, Token));

        Assert.Equal("prepare-not-root", failure.Error.Code);
    }

    [Fact]
    public async Task Prepare_BrokenOffInTheMiddle_IsTakenBack()
    {
        await Guest.ShellAsync("printf '#!/bin/sh\\ntouch /run/joining; exec sleep 60\\n' >/usr/sbin/usermod.new && chmod 755 /usr/sbin/usermod.new && mv /usr/sbin/usermod.new /usr/sbin/usermod");
        var before = await StateAsync();
        await using var connection = await OpenAsync("root");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var preparation = AccountPreparation.RunAsync(connection, "web-01", "jetuser", null, stop.Token);
        await Guest.ShellAsync("until [ -e /run/joining ]; do sleep 0.1; done; rm /run/joining");
        Assert.NotEqual(before, await StateAsync());
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => preparation);
        await Guest.ShellAsync("while [ -e /etc/sudoers.d/vlink-jetuser ]; do sleep 0.1; done");
        Assert.Equal(before, await StateAsync());
    }

    [Theory]
    [InlineData("jetuser", true)]
    [InlineData("svc.connector@example", true)]
    [InlineData("", false)]
    [InlineData("-l", false)]
    [InlineData("a b", false)]
    [InlineData("x ALL=(ALL) ALL #", false)]
    [InlineData("x\ny", false)]
    public void IsAccount_WhatASudoersFileTakesForNothingElse(string account, bool expected) => Assert.Equal(expected, PrepareAccountParameters.IsAccount(account));
}
