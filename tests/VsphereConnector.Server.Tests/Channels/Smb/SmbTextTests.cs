using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Smb.Samba;
using VsphereConnector.Server.Channels.Smb.Windows;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>What is handed to the system's clients, and what they say.</summary>
public sealed class SmbTextTests
{
    private static readonly SmbTarget Target = new() { Host = "web-01", User = "Administrator", Password = "secret" };

    [Theory]
    [InlineData("web-01", "Administrator", null)]
    [InlineData("10.0.0.1", "svc connector", "EXAMPLE")]
    [InlineData("fe80::1", "svc@example.com", null)]
    [InlineData("web", "jürgen$", "a.b")]
    public void Check_OfATargetThatWindowsHas_IsFine(string host, string user, string? domain) => (Target with { Host = host, User = user, Domain = domain }).Check();

    [Theory]
    [InlineData("", "a", null, "x")]
    [InlineData("-x", "a", null, "x")]
    [InlineData("a/b", "a", null, "x")]
    [InlineData("a b", "a", null, "x")]
    [InlineData("a", "", null, "x")]
    [InlineData("a", "a\nb", null, "x")]
    [InlineData("a", "D\\a", null, "x")]
    [InlineData("a", "a%b", null, "x")]
    [InlineData("a", "-a", null, "x")]
    [InlineData("a", "a", "", "x")]
    [InlineData("a", "a", "D/x", "x")]
    [InlineData("a", "a", null, "")]
    [InlineData("a", "a", null, " x")]
    [InlineData("a", "a", null, "x\ndomain=y")]
    public void Check_OfATargetThatIsNone_SaysSo(string host, string user, string? domain, string password)
    {
        var refused = Assert.Throws<SmbException>((Target with { Host = host, User = user, Domain = domain, Password = password }).Check);

        Assert.Equal(SmbFault.BadTarget, refused.Fault);
        Assert.DoesNotContain("domain=y", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  vlink.exe                           A 17001234  Fri Nov 27 01:46:25 2026", "vlink.exe", false, 17001234)]
    [InlineData("  a  b c.d                            N        0  Fri Nov  7 01:46:25 2026", "a  b c.d", false, 0)]
    [InlineData("  once.lock                           D        0  Fri Nov 27 01:46:25 2026", "once.lock", true, 0)]
    [InlineData("  a very long name that goes on and on and on and on and on and on.txt    AHR      12  Fri Nov 27 01:46:25 2026", "a very long name that goes on and on and on and on and on and on.txt", false, 12)]
    public void ReadEntry_OfALineOfLs_IsWhatItSays(string line, string name, bool isFolder, long length) =>
        Assert.Equal(new SmbEntry(name, isFolder, length), SambaShare.ReadEntry(line));

    [Theory]
    [InlineData("  .                                   D        0  Fri Nov 27 01:46:25 2026")]
    [InlineData("  ..                                  D        0  Fri Nov 27 01:46:21 2026")]
    [InlineData("\t\t12341828 blocks of size 1024. 12338184 blocks available")]
    [InlineData("NT_STATUS_NO_SUCH_FILE listing \\x")]
    [InlineData("")]
    public void ReadEntry_OfAnythingElse_IsNull(string line) => Assert.Null(SambaShare.ReadEntry(line));

    [Theory]
    [InlineData("session setup failed: NT_STATUS_LOGON_FAILURE", "LOGON_FAILURE")]
    [InlineData("Create service request failed.  [WERR_SERVICE_EXISTS]\nrpc command function failed! (NT_STATUS_OBJECT_NAME_COLLISION)", "SERVICE_EXISTS")]
    [InlineData("Unable to find a suitable server for domain WORKGROUP", null)]
    public void Find_OfWhatSambaWrites_IsTheFirstStatus(string text, string? status) => Assert.Equal(status, SmbStatus.Find(text));

    [Theory]
    [InlineData(nameof(SmbFault.LogonRefused), 1326)]
    [InlineData(nameof(SmbFault.AccountLocked), 1909)]
    [InlineData(nameof(SmbFault.AccountDisabled), 1331)]
    [InlineData(nameof(SmbFault.AccountExpired), 1330)]
    [InlineData(nameof(SmbFault.LogonRestricted), 1327)]
    [InlineData(nameof(SmbFault.LogonRestricted), 1219)]
    [InlineData(nameof(SmbFault.NotAdministrator), 5)]
    [InlineData(nameof(SmbFault.ShareMissing), 67)]
    [InlineData(nameof(SmbFault.NotReachable), 53)]
    [InlineData(nameof(SmbFault.ConnectionLost), 64)]
    [InlineData(nameof(SmbFault.Busy), 71)]
    [InlineData(nameof(SmbFault.TimedOut), 121)]
    [InlineData(nameof(SmbFault.DialectRefused), 384)]
    [InlineData(nameof(SmbFault.Other), 9999)]
    public void OfConnection_OfAnErrorOfWindows_IsWhatSambaCallsIt(string fault, int code) =>
        Assert.Equal(fault, $"{SmbErrors.OfConnection(Target, "ADMIN$", SmbStatus.OfWin32(code), "").Fault}");

    [Theory]
    [InlineData(nameof(SmbFault.DiskFull), 112)]
    [InlineData(nameof(SmbFault.FileInUse), 32)]
    [InlineData(nameof(SmbFault.FileRefused), 5)]
    [InlineData(nameof(SmbFault.FolderMissing), 3)]
    public void OfFile_OfAnErrorOfWindows_IsWhatSambaCallsIt(string fault, int code) =>
        Assert.Equal(fault, $"{SmbErrors.OfFile(Target, "x", WindowsCall.StatusOf(new IOException("", unchecked((int)0x80070000) | code)), "").Fault}");

    [Theory]
    [InlineData("web-01", @"\\web-01")]
    [InlineData("10.0.0.1", @"\\10.0.0.1")]
    [InlineData("fe80::1", @"\\fe80--1.ipv6-literal.net")]
    public void ServerOf_OfAHost_IsItsUncName(string host, string server) => Assert.Equal(server, WindowsConnection.ServerOf(Target with { Host = host }));

    [Fact]
    public void Errors_OfAnyStatus_HaveARemedyAndNoPassword() => Check.QuickThrowOnFailure(Prop.ForAll<string>(status =>
    {
        var target = Target with { Password = "S3cret-of-all" };
        SmbException[] all =
        [
            SmbErrors.OfConnection(target, "ADMIN$", status ?? "", status ?? ""), SmbErrors.OfFile(target, "x", status ?? "", ""), SmbErrors.OfService(target, "x", status ?? "", ""),
        ];
        return all.All(error => error.Error.Remedy.Length > 0 && error.Error.Code.StartsWith("smb-", StringComparison.Ordinal)
            && !error.ToString().Contains("S3cret", StringComparison.Ordinal));
    }));

    [Fact]
    public void Configuration_NeverSpeaksSmb1AndAlwaysSigns()
    {
        var text = SambaConfiguration.Text(new SmbOptions { Folder = "/" });

        Assert.Contains("client min protocol = SMB2_02", text, StringComparison.Ordinal);
        Assert.Contains("client ipc min protocol = SMB2_02", text, StringComparison.Ordinal);
        Assert.Contains("client signing = required", text, StringComparison.Ordinal);
        Assert.Contains("client smb encrypt = desired", text, StringComparison.Ordinal);
    }
}
