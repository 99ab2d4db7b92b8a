using VsphereConnector.Server.Channels.Smb;

namespace VsphereConnector.Server.Tests.Channels.Smb;

public sealed class SmbLogonTests(SmbGuest guest) : SmbTest(guest)
{
    [Fact]
    public async Task WhenThePasswordIsRight_ThenTheConnectionIsOfSmb3AndEncrypted()
    {
        await using var connection = await OpenAsync();

        Assert.Matches("SMB3_11 +(partial\\()?AES-128-(GCM|CCM)", await Guest.ShellAsync("smbstatus -s /mnt/state/modern.conf --brief"));
    }

    [Fact]
    public async Task WhenTheMachineCannotEncrypt_ThenMessagesAreSigned()
    {
        await using var connection = await Connections.OpenAsync(As("administrator", port: SmbGuest.PortOfSmb2), Token);

        Assert.Matches("SMB2_10 +- +(partial\\()?HMAC-SHA256", await Guest.ShellAsync("smbstatus -s /mnt/state/plain.conf --brief"));
    }

    [Fact]
    public async Task WhenEncryptionIsRequiredAndTheMachineCannot_ThenItIsRefused()
    {
        var strict = new SmbConnections(Options with { RequireEncryption = true, Folder = ConnectionsFolder + "-strict" }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<SmbException>(() => strict.OpenAsync(As("administrator", port: SmbGuest.PortOfSmb2), Token));

        Assert.Equal(SmbFault.DialectRefused, refused.Fault);
        await using var connection = await strict.OpenAsync(As("administrator"), Token);
        Assert.True((await connection.ShareAsync(Token)).IsOpen);
    }

    [Fact]
    public async Task WhenTheMachineSpeaksSmb1Alone_ThenNothingIsSentToIt()
    {
        var before = await CountLogonsAsync("administrator");

        var refused = await RefusedAsync(As("administrator", port: SmbGuest.PortOfSmb1));

        Assert.Equal((SmbFault.DialectRefused, "smb-dialect-refused"), (refused.Fault, refused.Error.Code));
        Assert.False(refused.IsPassing);
        Assert.Equal(before, await CountLogonsAsync("administrator"));
    }

    [Theory]
    [InlineData("administrator", "wrong", nameof(SmbFault.LogonRefused), "smb-logon-refused")]
    [InlineData("nobody-here", null, nameof(SmbFault.LogonRefused), "smb-logon-refused")]
    [InlineData("locked", null, nameof(SmbFault.AccountLocked), "smb-account-locked")]
    [InlineData("disabled", null, nameof(SmbFault.AccountDisabled), "smb-account-disabled")]
    [InlineData("expired", null, nameof(SmbFault.AccountExpired), "smb-password-expired")]
    [InlineData("ordinary", null, nameof(SmbFault.NotAdministrator), "smb-not-administrator")]
    public async Task WhenTheAccountIsNotLetIn_ThenItIsTriedOnceAndTheReasonIsSaid(string user, string? password, string fault, string code)
    {
        var before = await CountLogonsAsync(user);

        var refused = await RefusedAsync(As(user, password));

        Assert.Equal((fault, code), ($"{refused.Fault}", refused.Error.Code));
        Assert.False(refused.IsPassing);
        Assert.Contains(user, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before + 1, await CountLogonsAsync(user));
    }

    [Fact]
    public async Task WhenNothingListens_ThenItIsSaidAndMayPass()
    {
        var refused = await RefusedAsync(As("administrator", port: 20499));

        Assert.Equal((SmbFault.Refused, true), (refused.Fault, refused.IsPassing));
    }

    [Fact]
    public async Task WhenTheNameIsNotKnown_ThenItIsSaid()
    {
        var refused = await RefusedAsync(As("administrator") with { Host = "no-such-host.invalid" });

        Assert.Equal((SmbFault.NotReachable, "smb-name-unknown"), (refused.Fault, refused.Error.Code));
    }

    [Fact]
    public async Task WhenTheOtherSideSaysNothing_ThenItIsGivenUpInTime()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Parse(Guest.Address), 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        var hasty = new SmbConnections(Options with { ConnectTimeout = TimeSpan.FromSeconds(1), Folder = ConnectionsFolder + "-hasty" }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<SmbException>(() => hasty.OpenAsync(As("administrator", port: port), Token));

        Assert.Equal((SmbFault.TimedOut, true), (refused.Fault, refused.IsPassing));
        Assert.Empty(Directory.EnumerateFileSystemEntries(ConnectionsFolder + "-hasty"));
    }

    [Fact]
    public async Task WhenSambasToolsAreMissing_ThenItIsSaidWhatToInstall()
    {
        var without = new SmbConnections(Options with { FileProgram = "no-smbclient", Folder = ConnectionsFolder + "-without" }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<SmbException>(() => without.OpenAsync(As("administrator"), Token));

        Assert.Equal(SmbFault.ClientUnusable, refused.Fault);
        Assert.Contains("smbclient", refused.Error.Remedy, StringComparison.Ordinal);
    }
}
