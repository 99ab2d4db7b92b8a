using VsphereConnector.Server.Channels.Ssh;

namespace VsphereConnector.Server.Tests.Channels.Ssh;

public sealed class SudoTests(SshGuest guest) : SshTest(guest)
{
    [Theory]
    [InlineData("free", false)]
    [InlineData("free", true)]
    [InlineData("asks", true)]
    public async Task WhenSudoIsAllowed_ThenTheCommandRunsAsRootAndNeverReadsThePassword(string user, bool withPassword)
    {
        await using var connection = await OpenAsync(user);
        var command = new SshCommand("id -un; cat; echo err >&2; exit 5") { Sudo = new SshSudo(withPassword ? Guest.Password : null), Input = Bytes("its own input") };

        var result = await connection.RunAsync(command, Token);

        Assert.Equal(new SshCommandResult(5, "root\nits own input", "err\n", false), result);
    }

    [Fact]
    public async Task WhenSudoIsNotPossible_ThenEachReasonIsSaid()
    {
        Assert.Equal(SshFault.SudoPasswordRequired, await FaultAsync("asks", null));
        Assert.Equal(SshFault.SudoNotPermitted, await FaultAsync("none", Guest.Password));
        Assert.Equal(SshFault.SudoNeedsTerminal, await FaultAsync("terminal", null));
    }

    [Fact]
    public async Task WhenThePasswordIsWrongForSudo_ThenItIsTriedOnce()
    {
        await using var connection = await OpenAsync("asks");
        using var output = new MemoryStream();
        await Guest.ShellAsync("echo 'Defaults logfile=/var/log/sudo.log' >/etc/sudoers.d/log; chmod 440 /etc/sudoers.d/log; rm -f /var/log/sudo.log");

        var failure = await Assert.ThrowsAsync<SshException>(() => connection.RunAsync(new SshCommand("true") { Sudo = new SshSudo("wrong") }, Token));

        Assert.Equal(SshFault.SudoPasswordRefused, failure.Fault);
        Assert.Equal("1", await Guest.ShellAsync("until grep -q asks /var/log/sudo.log 2>/dev/null; do sleep 0.1; done; tr -d '\\n' </var/log/sudo.log | grep -o '[0-9]* incorrect' | cut -d ' ' -f 1"));
    }

    [Fact]
    public async Task WhenAnAccountBecomesASudoer_ThenTheNextUseOfItsConnectionLogsOnAnew()
    {
        var command = new SshCommand("id -un") { Sudo = new SshSudo(Guest.Password) };
        await using (var lease = await Connections.RentAsync(As("none"), Token))
        {
            Assert.Equal(SshFault.SudoNotPermitted, (await Assert.ThrowsAsync<SshException>(() => lease.Connection.RunAsync(command, Token))).Fault);
        }

        await Guest.ShellAsync("usermod -a -G sudo none");
        try
        {
            await using var anew = await Connections.RentAsync(As("none"), Token);
            Assert.Equal("root\n", (await anew.Connection.RunAsync(command, Token)).Output);
        }
        finally
        {
            await Guest.ShellAsync("gpasswd -d none sudo");
        }
    }

    [Fact]
    public async Task WhenThereIsNoSudo_ThenThatIsSaid()
    {
        await Guest.ShellAsync("mv /usr/bin/sudo /usr/bin/sudo.away");
        try
        {
            Assert.Equal(SshFault.SudoMissing, await FaultAsync("free", null));
        }
        finally
        {
            await Guest.ShellAsync("mv /usr/bin/sudo.away /usr/bin/sudo");
        }
    }

    private async Task<SshFault> FaultAsync(string user, string? password)
    {
        await using var connection = await OpenAsync(user);
        return (await Assert.ThrowsAsync<SshException>(() => connection.RunAsync(new SshCommand("true") { Sudo = new SshSudo(password) }, Token))).Fault;
    }
}
