using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Patches;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Tests.Patches;

/// <summary>The exact commands, and what each documented exit code becomes.</summary>
public sealed class PatchManagerTests
{
    private const string Apt = "apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold ";

    private static readonly PatchName[] Named = [new("bash"), new("openssl", "3.0.1-2")];

    [Theory]
    [InlineData("apt", false, Apt + "install -- bash openssl=3.0.1-2")]
    [InlineData("apt", true, Apt + "-s install -- bash openssl=3.0.1-2")]
    [InlineData("dnf", false, "dnf -y install bash openssl-3.0.1-2")]
    [InlineData("dnf", true, "dnf --assumeno install bash openssl-3.0.1-2")]
    [InlineData("yum", false, "yum -y install bash openssl-3.0.1-2")]
    [InlineData("zypper", false, "zypper --non-interactive install bash openssl=3.0.1-2")]
    [InlineData("zypper", true, "zypper --non-interactive install --dry-run --details bash openssl=3.0.1-2")]
    public void Install_OfPackages_IsThisCommand(string manager, bool dryRun, string command) => Assert.Equal(command, Text(Of(manager).Install(Named, dryRun)));

    [Theory]
    [InlineData("apt", "/w/p.deb", Apt + "install --allow-downgrades -- /w/p.deb")]
    [InlineData("dnf", "/w/p.rpm", "dnf -y install /w/p.rpm")]
    [InlineData("zypper", "/w/p.rpm", "zypper --non-interactive install /w/p.rpm")]
    [InlineData("wusa", @"C:\w\p.msu", @"C:\Windows\System32\wusa.exe C:\w\p.msu /quiet /norestart")]
    [InlineData("dism", @"C:\w\p.cab", @"C:\Windows\System32\dism.exe /Online /Add-Package /PackagePath:C:\w\p.cab /Quiet /NoRestart")]
    [InlineData("msiexec", @"C:\w\p.msi", @"C:\Windows\System32\msiexec.exe /i C:\w\p.msi /qn /norestart")]
    public void Install_OfAFile_IsThisCommand(string manager, string path, string command) => Assert.Equal(command, Text(Of(manager).InstallFile(path, dryRun: false)));

    [Theory]
    [InlineData("apt", null)]
    [InlineData("dnf", "dnf -y update --security")]
    [InlineData("yum", "yum -y update --security")]
    [InlineData("zypper", "zypper --non-interactive patch --category security")]
    [InlineData("wusa", null)]
    public void Install_OfSecurityUpdates_IsThisCommand(string manager, string? command) => Assert.Equal(command, Text(Of(manager).InstallSecurityUpdates(dryRun: false)));

    [Theory]
    [InlineData("apt", "bash", null, Apt + "install --allow-downgrades -- bash-")]
    [InlineData("apt", "bash", "5.1", Apt + "install --allow-downgrades -- bash=5.1")]
    [InlineData("dnf", "bash", null, "dnf -y remove bash")]
    [InlineData("dnf", "bash", "5.1", "dnf -y downgrade bash-5.1")]
    [InlineData("zypper", "bash", null, "zypper --non-interactive remove bash")]
    [InlineData("zypper", "bash", "5.1", "zypper --non-interactive install --oldpackage bash=5.1")]
    [InlineData("wusa", "KB5031234", null, @"C:\Windows\System32\wusa.exe /uninstall /kb:5031234 /quiet /norestart")]
    [InlineData("dism", "Package_for_KB1~x", null, @"C:\Windows\System32\dism.exe /Online /Remove-Package /PackageName:Package_for_KB1~x /Quiet /NoRestart")]
    [InlineData("msiexec", "{12345678-1234-1234-1234-123456789012}", null, @"C:\Windows\System32\msiexec.exe /x {12345678-1234-1234-1234-123456789012} /qn /norestart")]
    [InlineData("wusa", "bash", null, null)]
    public void Uninstall_IsThisCommand(string manager, string name, string? version, string? command) =>
        Assert.Equal(command, Text(Of(manager).Uninstall([new(name, version)], dryRun: false)));

    [Theory]
    [InlineData("apt", 0, "", null)]
    [InlineData("apt", 100, "E: Unable to locate package nope", "patch-unknown")]
    [InlineData("apt", 100, "E: Version '9' for 'bash' was not found", "patch-unknown")]
    [InlineData("apt", 100, "E: Could not get lock /var/lib/dpkg/lock-frontend.", "package-manager-busy")]
    [InlineData("apt", 100, "E: You don't have enough free space in /var/cache/apt/archives/.", "disk-full")]
    [InlineData("apt", 100, "dpkg: error: failed to write status database record: No space left on device", "disk-full")]
    [InlineData("apt", 100, "E: anything else", "patch-failed")]
    [InlineData("dnf", 1, "Operation aborted.", null)]
    [InlineData("dnf", 1, "No match for argument: nope", "patch-unknown")]
    [InlineData("dnf", 200, "", "package-manager-busy")]
    [InlineData("dnf", 1, "Error: Transaction test error:\n  installing package bash-5.1 needs 12MB more space on the / filesystem", "disk-full")]
    [InlineData("dnf", 3, "", "patch-failed")]
    [InlineData("zypper", 104, "No provider of 'nope' found.", "patch-unknown")]
    [InlineData("zypper", 7, "", "package-manager-busy")]
    [InlineData("zypper", 8, "installing package bash-5.1 needs 6MB more space on the / filesystem", "disk-full")]
    [InlineData("zypper", 4, "Problem: nothing provides x", "patch-failed")]
    [InlineData("zypper", 8, "lab (Plain RPM files cache): Signature verification failed [6-File is unsigned]", "patch-not-signed")]
    [InlineData("zypper", 106, "", null)]
    [InlineData("zypper", 107, "", null)]
    [InlineData("wusa", 0, "", null)]
    [InlineData("wusa", 0x00240005, "", null)]
    [InlineData("wusa", 0x00240006, "", null)]
    [InlineData("wusa", 0x00240007, "", null)]
    [InlineData("wusa", 5, "", "not-permitted")]
    [InlineData("wusa", unchecked((int)0x80070005), "", "not-permitted")]
    [InlineData("wusa", 112, "", "disk-full")]
    [InlineData("wusa", unchecked((int)0x80070070), "", "disk-full")]
    [InlineData("wusa", 1058, "", "patch-failed")]
    [InlineData("wusa", 1618, "", "package-manager-busy")]
    [InlineData("wusa", unchecked((int)0x80240016), "", "package-manager-busy")]
    [InlineData("wusa", unchecked((int)0x80240017), "", "patch-not-applicable")]
    [InlineData("wusa", unchecked((int)0x80240028), "", "patch-unknown")]
    [InlineData("wusa", 87, "", "patch-failed")]
    [InlineData("dism", 0, "", null)]
    [InlineData("dism", 2, "", "patch-failed")]
    [InlineData("dism", 5, "", "not-permitted")]
    [InlineData("dism", 87, "", "patch-failed")]
    [InlineData("dism", 112, "", "disk-full")]
    [InlineData("dism", 740, "", "not-permitted")]
    [InlineData("dism", 1618, "", "package-manager-busy")]
    [InlineData("dism", unchecked((int)0x800F0805), "", "patch-unknown")]
    [InlineData("dism", unchecked((int)0x800F081E), "", "patch-not-applicable")]
    [InlineData("dism", unchecked((int)0x800F0823), "", "patch-failed")]
    [InlineData("dism", unchecked((int)0x800F082F), "", "patch-failed")]
    [InlineData("dism", unchecked((int)0x800F0831), "", "patch-failed")]
    [InlineData("dism", unchecked((int)0x800F0922), "", "patch-failed")]
    [InlineData("msiexec", 0, "", null)]
    [InlineData("msiexec", 5, "", "not-permitted")]
    [InlineData("msiexec", 112, "", "disk-full")]
    [InlineData("msiexec", 1601, "", "patch-failed")]
    [InlineData("msiexec", 1602, "", "patch-failed")]
    [InlineData("msiexec", 1603, "", "patch-failed")]
    [InlineData("msiexec", 1605, "", "patch-unknown")]
    [InlineData("msiexec", 1612, "", "patch-failed")]
    [InlineData("msiexec", 1613, "", "patch-not-applicable")]
    [InlineData("msiexec", 1614, "", "patch-unknown")]
    [InlineData("msiexec", 1618, "", "package-manager-busy")]
    [InlineData("msiexec", 1619, "", "patch-failed")]
    [InlineData("msiexec", 1620, "", "patch-failed")]
    [InlineData("msiexec", 1625, "", "patch-failed")]
    [InlineData("msiexec", 1632, "", "patch-failed")]
    [InlineData("msiexec", 1633, "", "patch-not-applicable")]
    [InlineData("msiexec", 1635, "", "patch-failed")]
    [InlineData("msiexec", 1636, "", "patch-failed")]
    [InlineData("msiexec", 1638, "", "patch-failed")]
    [InlineData("msiexec", 1642, "", "patch-not-applicable")]
    [InlineData("msiexec", 1643, "", "patch-failed")]
    [InlineData("msiexec", 1654, "", "patch-not-applicable")]
    public void Explain_OfAnExitCode_IsThisError(string manager, int exitCode, string output, string? error) =>
        Assert.Equal(error, Of(manager).Explain(exitCode, output).Error?.Code);

    [Theory]
    [InlineData("zypper", 102)]
    [InlineData("wusa", 3010)]
    [InlineData("wusa", 0x00240005)]
    [InlineData("dism", 3010)]
    [InlineData("msiexec", 3010)]
    [InlineData("msiexec", 1641)]
    public void Explain_OfACodeForARestart_SaysThatOneIsNeeded(string manager, int exitCode) =>
        Assert.Equal((null, true), (Of(manager).Explain(exitCode, "").Error, Of(manager).Explain(exitCode, "").RestartNeeded));

    [Fact]
    public void Apt_ReadsWhatADryRunWouldChange()
    {
        const string output = """
            Reading package lists...
            Inst openssl [3.0.11-1] (3.0.15-1~deb12u1 Debian-Security:12/stable-security [amd64])
            Inst libnew (1.0-1 Debian:12.5/stable [all])
            Remv oldlib [0.9-2]
            Conf openssl (3.0.15-1~deb12u1 Debian-Security:12/stable-security [amd64])
            """;
        var apt = new Connector.Patches.Apt();
        Assert.Equal(
            [new("openssl", "3.0.11-1", "3.0.15-1~deb12u1"), new("libnew", null, "1.0-1"), new PatchChange("oldlib", "0.9-2", null)], apt.ReadDryRun(output, new Dictionary<string, string>())!);
        Assert.Equal([new PatchName("openssl", "3.0.15-1~deb12u1")], apt.FindSecurityUpdates!.Value.Read(output));
    }

    [Fact]
    public void Dnf_ReadsWhatADryRunWouldChange()
    {
        const string output = """
            Unable to detect release version (use '--releasever' to specify release version)
            Dependencies resolved.
            ================================================================================
             Package             Architecture      Version             Repository      Size
            ================================================================================
            Upgrading:
             lab-tool            noarch            2.0-1               lab            5.9 k
            Installing dependencies:
             a-package-whose-name-does-not-fit
                                 x86_64            1:3.0-1             lab             12 M
            Removing dependent packages:
             lab-old             noarch            1.0-1               @lab              4

            Transaction Summary
            ================================================================================
            Upgrade  1 Package
             no-row               in               this                part              k
            Operation aborted.
            """;
        Assert.Equal(
            [new("lab-tool", "0:1.0-1", "0:2.0-1"), new("a-package-whose-name-does-not-fit", null, "1:3.0-1"), new PatchChange("lab-old", "0:1.0-1", null)],
            new Dnf("dnf").ReadDryRun(output, new Dictionary<string, string> { ["lab-tool"] = "0:1.0-1" })!);
    }

    [Fact]
    public void Zypper_ReadsWhatADryRunWouldChange()
    {
        const string output = """
            Resolving package dependencies...

            The following NEW patch is going to be installed:
            LAB-2026:1
              1
              noarch

            The following 2 NEW packages are going to be installed:
            lab-extra
              1.0-1
              noarch
              lab
            lab-more
              3.0-1
              noarch

            The following package is going to be downgraded:
            lab-tool
              2.0-1 -> 1.0-1
              noarch

            The following package is going to be REMOVED:
            lab-old
              1.0-1

            2 new packages to install.
            """;
        Assert.Equal(
            [new("lab-extra", null, "1.0-1"), new("lab-more", null, "3.0-1"), new("lab-tool", "2.0-1", "1.0-1"), new PatchChange("lab-old", "1.0-1", null)],
            new Zypper().ReadDryRun(output, new Dictionary<string, string>())!);
    }

    [Theory]
    [InlineData("dnf", 1, "Reboot is required to fully utilize these updates.", true)]
    [InlineData("dnf", 0, "No core libraries or services have been updated since boot-up.\nReboot should not be necessary.", false)]
    [InlineData("dnf", 1, "No such command: needs-restarting. Please use /usr/bin/dnf --help", null)]
    [InlineData("zypper", 102, "", true)]
    [InlineData("zypper", 0, "Reboot is probably not necessary.", false)]
    [InlineData("zypper", 1, "", null)]
    public void RestartQuestion_IsAnsweredOrNot(string manager, int exitCode, string output, bool? answer) =>
        Assert.Equal(answer, Of(manager).RestartQuestion!.Value.Read(exitCode, output));

    [Fact]
    public void Versions_AreReadFromBothKindsOfLists() => Assert.Equal(
        [("bash", "5.2"), ("broken", "3"), ("kernel", "1, 2")],
        PackageVersions.Read("ii \tbash\t5.2\nrc \tgone\t1\nun \tnever\t\niHR\tbroken\t3\nkernel\t2\nkernel\t1\nnonsense\n").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));

    [Theory]
    [InlineData(false, "shutdown -r +2 Patches were installed.")]
    [InlineData(true, "shutdown.exe /r /t 90 /d p:2:17 /c Patches were installed.")]
    public void Restart_IsThisCommand(bool onWindows, string command) => Assert.Equal(command, Text(RestartCommand.In(TimeSpan.FromSeconds(90), onWindows)));

    private static IPatchManager Of(string name) => name switch
    {
        "apt" => new Connector.Patches.Apt(),
        "dnf" or "yum" => new Dnf(name),
        "zypper" => new Zypper(),
        "wusa" => new Wusa(),
        "dism" => new Dism(),
        _ => new Msiexec(),
    };

    private static string? Text(ProcessStart? start) => start is null ? null : string.Join(' ', start.Arguments.Prepend(start.Program));
}
