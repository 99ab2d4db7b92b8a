using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preflight.Guests;
using VsphereConnector.Server.Tests.Channels.Ssh;
using VsphereConnector.Server.Tests.Preparation;

namespace VsphereConnector.Server.Tests.Preflight.Guests;

public sealed class GuestProbeTests(SshGuest guest) : PreparationTest(guest)
{
    [Theory]
    [InlineData("root", "install-account-root")]
    [InlineData("free", "install-account-sudoer")]
    public async Task Look_AtASoundMachine_FindsNothing(string user, string code)
    {
        var findings = await LookAsync(user, account: "free");

        Assert.All(findings, finding => Assert.True(finding.Severity == PreflightSeverity.Ok || finding.Code == "guest-disk-full", finding.Message));
        Assert.Superset(
            new HashSet<string> { code, "guest-libc-supported", "guest-clock-in-step", "run-account-ready", "sudoers-folder-included", "temp-folder-usable", "server-reachable" },
            findings.Select(finding => finding.Code).ToHashSet());
    }

    [Fact]
    public async Task Look_ChangesNothing()
    {
        await using var connection = await OpenAsync("free");
        await Guest.ShellAsync("touch /root/mark; sleep 0.1");

        await GuestProbe.LookAsync(connection, Question("free"), null, NoRefusal, TimeProvider.System, Token);

        Assert.Equal("", await Guest.ShellAsync("find / -xdev -newercm /root/mark -not -path '/proc*' -not -path '/run*' -not -path '/dev*' -not -path '/var/log*'"));
    }

    [Theory]
    [InlineData("asks", false, "install-account-sudo-asks")]
    [InlineData("asks", true, "install-account-sudo-password")]
    [InlineData("none", false, "install-account-sudo-asks")]
    [InlineData("none", true, "install-account-sudo-refused")]
    [InlineData("terminal", false, "install-account-sudo-terminal")]
    public async Task Look_AsASudoerOrNot_SaysWhatSudoDoes(string user, bool withPassword, string code) =>
        Assert.Contains(code, Codes(await LookAsync(user, password: withPassword ? Guest.Password : null)));

    [Theory]
    [InlineData("true", "jetuser", "run-account-no-sudoer")]
    [InlineData("true", "nobodyhere", "run-account-missing")]
    [InlineData("groupdel sudo", null, "sudo-group-missing")]
    [InlineData("groupdel sudo && groupadd wheel && sed -i 's/%sudo/%wheel/' /etc/sudoers", null, "sudo-group-present")]
    [InlineData("sed -i 's/^@includedir/# &/' /etc/sudoers", null, "sudoers-folder-not-included")]
    [InlineData("sed -i 's/^@includedir/#includedir/' /etc/sudoers", null, "sudoers-folder-included")]
    [InlineData("echo 'nonsense (' >/etc/sudoers.d/broken && chmod 0440 /etc/sudoers.d/broken", null, "sudoers-broken")]
    [InlineData("mv /usr/bin/sudo /usr/bin/sudo.away; mv /usr/sbin/visudo /usr/sbin/visudo.away", null, "sudo-missing")]
    public async Task Look_AtWhatIsNotPrepared_SaysSo(string arrange, string? account, string code)
    {
        await Guest.ShellAsync(arrange);

        Assert.Contains(code, Codes(await LookAsync("root", account)));
    }

    [Theory]
    [InlineData("mkdir -p /var/jetpatch-temp && mount -t tmpfs -o noexec none /var/jetpatch-temp", "umount /var/jetpatch-temp", "temp-folder-fallback")]
    [InlineData("mount -t tmpfs -o ro none /usr/local", "umount /usr/local", "parent-folder-unusable")]
    [InlineData("mount -t tmpfs -o size=1m none /usr/local", "umount /usr/local", "guest-disk-full")]
    public async Task Look_AtFoldersThatCannotBeUsed_SaysWhich(string arrange, string restore, string code)
    {
        await Guest.ShellAsync(arrange);
        try
        {
            Assert.Contains(code, Codes(await LookAsync("root")));
        }
        finally
        {
            await Guest.ShellAsync(restore);
        }
    }

    [Fact]
    public async Task Look_AtTheWayToTheServer_TriesEachAddress()
    {
        var question = Question(null) with { Servers = [new Uri($"https://{Guest.Address}:9"), new Uri("https://nowhere.invalid:443")] };
        await using var connection = await OpenAsync("root");

        var findings = await GuestProbe.LookAsync(connection, question, null, NoRefusal, TimeProvider.System, Token);

        Assert.Equal(["server-unreachable", "server-name-unresolved"], Codes(findings).Where(code => code.StartsWith("server-", StringComparison.Ordinal)));
    }

    private static Task NoRefusal() => Task.CompletedTask;

    private GuestQuestion Question(string? account) => new()
    {
        Account = account,
        ParentFolder = "/usr/local/intigua",
        TempFolders = ["/var/jetpatch-temp", "/tmp"],
        Servers = [new Uri($"https://{Guest.Address}:{SshGuest.Port}")],
    };

    private static IEnumerable<string> Codes(IEnumerable<PreflightFinding> findings) => findings.Select(finding => finding.Code);

    private async Task<IReadOnlyList<PreflightFinding>> LookAsync(string user, string? account = null, string? password = null)
    {
        await using var connection = await OpenAsync(user);
        return await GuestProbe.LookAsync(connection, Question(account), password, NoRefusal, TimeProvider.System, Token);
    }
}
