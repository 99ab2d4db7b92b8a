using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preflight.Guests;

namespace VsphereConnector.Server.Tests.Preflight.Guests;

public sealed class GuestReportTests
{
    private const string Sound =
        "vlink-check\t1\nsystem\tLinux\tx86_64\nlibc\tglibc\t2.36\nclock\t1795746357\nlogin\troot\troot\troot\nserver\tconnector.example\t443\topen\n"
        + "selinux\toff\ngroup\tsudo\nsudoers\tincluded\ntemp\t/var/jetpatch-temp\t/var\trwx\t900000\ntemp\t/tmp\t/tmp\trwx\t900000\nrun\t/var/run\t/run\trwx\t900000\n"
        + "parent\t/usr/local/intigua\t/usr/local\trwx\t900000\naccount\tjetuser\tfree\tjetuser sudo\nseen-as\troot\nend\n";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1795746360);

    [Fact]
    public void Of_ASoundMachine_FindsNothing() => Assert.All(Find(Sound), finding => Assert.Equal(PreflightSeverity.Ok, finding.Severity));

    [Theory]
    [InlineData("system\tLinux\tx86_64", "system\tAIX\tppc", "guest-system-unsupported")]
    [InlineData("libc\tglibc\t2.36", "libc\tmusl", "guest-libc-musl")]
    [InlineData("libc\tglibc\t2.36", "libc\tglibc\t2.17", "guest-libc-too-old")]
    [InlineData("clock\t1795746357", "clock\t1795740000", "guest-clock-skew")]
    [InlineData("clock\t1795746357", "clock\tlater", "guest-clock-unknown")]
    [InlineData("login\troot\troot\troot", "login\tdeploy\tpassword\tdeploy", "install-account-sudo-asks")]
    [InlineData("login\troot\troot\troot", "login\tdeploy\tdenied\tdeploy", "install-account-no-sudoer")]
    [InlineData("login\troot\troot\troot", "login\tdeploy\tterminal\tdeploy", "install-account-sudo-terminal")]
    [InlineData("login\troot\troot\troot", "login\tdeploy\tmissing\tdeploy", "install-account-no-sudoer")]
    [InlineData("open\n", "refused\n", "server-unreachable")]
    [InlineData("open\n", "silent\n", "server-unreachable")]
    [InlineData("open\n", "unresolved\n", "server-name-unresolved")]
    [InlineData("open\n", "unknown\n", "server-untried")]
    [InlineData("selinux\toff", "selinux\tenforcing", "selinux-enforcing")]
    [InlineData("group\tsudo\n", "", "sudo-group-missing")]
    [InlineData("sudoers\tincluded", "sudoers\tnot-included", "sudoers-folder-not-included")]
    [InlineData("sudoers\tincluded", "sudoers\tbroken\tsyntax error near line 3", "sudoers-broken")]
    [InlineData("/var\trwx\t", "/var\trwx,noexec\t", "temp-folder-fallback")]
    [InlineData("rwx\t900000\ntemp\t/tmp\t/tmp\trwx", "rx\t900000\ntemp\t/tmp\t/tmp\trwx,noexec", "temp-folder-unusable")]
    [InlineData("/usr/local\trwx", "/usr/local\trx", "parent-folder-unusable")]
    [InlineData("/run\trwx", "/run\trx", "run-folder-unusable")]
    [InlineData("/usr/local\trwx\t900000", "/usr/local\trwx\t1000", "guest-disk-full")]
    [InlineData("account\tjetuser\tfree\tjetuser sudo", "account\tjetuser\tmissing", "run-account-missing")]
    [InlineData("account\tjetuser\tfree", "account\tjetuser\tpassword", "run-account-no-sudoer")]
    [InlineData("seen-as\troot", "seen-as\tdeploy", "folders-unseen")]
    public void Of_OneThingThatIsNotSo_IsFoundWithARemedy(string sound, string seen, string code)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);

        var troubles = Find(Sound.Replace(sound, seen, StringComparison.Ordinal)).Where(finding => finding.Severity != PreflightSeverity.Ok).ToList();

        Assert.Equal([code], troubles.Select(finding => finding.Code));
        Assert.All(troubles, finding => Assert.NotEmpty(finding.Remedy!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bash: sh: command not found")]
    [InlineData("vlink-check\t1\nsystem\tLinux\tx86_64\n")]
    [InlineData("vlink-check\t2\nend\n")]
    public void Parse_AScriptThatDidNotEnd_IsRefused(string output) => Assert.Throws<FormatException>(() => GuestReport.Parse(output));

    [Fact]
    public void Parse_AnyOutput_IsReadOrRefusedNeverFails()
    {
        var outputs = Gen.Choose(0, Sound.Length - 1).Zip(Gen.Elements("\t\n\0 x9-\u202E".ToCharArray())).ListOf(6).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(outputs, changes =>
        {
            var output = Sound.ToCharArray();
            foreach (var (at, letter) in changes)
            {
                output[at] = letter;
            }

            try
            {
                return Find(new string(output)).All(finding => finding.Message.Length > 0 && !finding.Message.Any(char.IsControl));
            }
            catch (FormatException)
            {
                return true;
            }
        }));
    }

    private static IReadOnlyList<PreflightFinding> Find(string output) => GuestFindings.Of(GuestReport.Parse(output), Now, hasSudoPassword: false);
}
