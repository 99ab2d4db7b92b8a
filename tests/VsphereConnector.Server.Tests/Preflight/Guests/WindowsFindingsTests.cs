using VsphereConnector.Server.Preflight;
using VsphereConnector.Server.Preflight.Guests;

namespace VsphereConnector.Server.Tests.Preflight.Guests;

public sealed class WindowsFindingsTests
{
    private const string Sound =
        "vlink-check\t1\nsystem\tWindows\tx64\nversion\tMicrosoft Windows 10.0.20348\nclock\t1795746357\nlogon\tNT AUTHORITY\\SYSTEM\tsystem\nremote-uac\toff\n"
        + "run-as\tjetuser\tWEB-01\\jetuser\tenabled\tadministrator\tgranted\nserver\tconnector.example\t443\topen\ntemp\tC:\\Windows\\Temp\tC:\\Windows\\Temp\trwx\t900000\n"
        + "parent\tC:\\Program Files\\Intigua\tC:\\Program Files\trwx\t900000\nseen-as\tNT AUTHORITY\\SYSTEM\nend\n";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1795746360);

    [Fact]
    public void Of_ASoundMachine_FindsNothing()
    {
        var findings = Find(Sound);

        Assert.All(findings, finding => Assert.Equal(PreflightSeverity.Ok, finding.Severity));
        Assert.Contains(findings, finding => finding.Code == "run-account-ready" && finding.Message.Contains(@"WEB-01\jetuser", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Code == "run-account-service-logon");
    }

    [Theory]
    [InlineData("\tenabled\t", "\tdisabled\t", "run-account-disabled")]
    [InlineData("\tenabled\t", "\tlockedout\t", "run-account-disabled")]
    [InlineData("\tadministrator\t", "\tordinary\t", "run-account-no-administrator")]
    [InlineData("\tadministrator\t", "\tunknown\t", "run-account-groups-unseen")]
    [InlineData("\tgranted\n", "\tdenied\n", "run-account-service-logon-denied")]
    [InlineData("\tWEB-01\\jetuser\tenabled\tadministrator\tgranted\n", "\tmissing\n", "run-account-missing")]
    [InlineData("10.0.20348", "6.3.9600", "guest-windows-too-old")]
    [InlineData("\tsystem\nremote", "\tlimited\nremote", "install-logon-not-elevated folders-unseen")]
    [InlineData("remote-uac\toff", "remote-uac\ton", "remote-uac-on")]
    [InlineData("remote-uac\toff\n", "remote-uac\toff\nleft\tthe service vlink-once-1\n", "guest-leftovers")]
    public void Of_OneThingThatIsNotSo_IsFoundWithARemedy(string sound, string seen, string codes)
    {
        Assert.Contains(sound, Sound, StringComparison.Ordinal);

        var troubles = Find(Sound.Replace(sound, seen, StringComparison.Ordinal)).Where(finding => finding.Severity != PreflightSeverity.Ok).ToList();

        Assert.Equal(codes, string.Join(' ', troubles.Select(finding => finding.Code)));
        Assert.All(troubles, finding => Assert.NotEmpty(finding.Remedy!));
    }

    [Theory]
    [InlineData("\tenabled\t", "\tunknown\t", "run-account-ready")] // an account of a domain
    [InlineData("\tgranted\n", "\tnone\n", "run-account-service-logon-to-come")] // the installation gives it
    public void Of_WhatDoesNotStandAgainstIt_IsFoundToBeWell(string sound, string seen, string code)
    {
        var findings = Find(Sound.Replace(sound, seen, StringComparison.Ordinal));

        Assert.All(findings, finding => Assert.Equal(PreflightSeverity.Ok, finding.Severity));
        Assert.Contains(findings, finding => finding.Code == code);
    }

    [Fact]
    public void Of_AnAccountWhosePasswordIsUnknown_IsBlocked()
    {
        var report = GuestReport.Parse(Sound);

        var findings = GuestFindings.Of(report with { RunAs = report.RunAs! with { HasPassword = false } }, Now, hasSudoPassword: false);

        Assert.Equal(["run-account-password-unknown"], findings.Where(finding => finding.Severity != PreflightSeverity.Ok).Select(finding => finding.Code));
    }

    private static IReadOnlyList<PreflightFinding> Find(string output) => GuestFindings.Of(GuestReport.Parse(output), Now, hasSudoPassword: false);
}
