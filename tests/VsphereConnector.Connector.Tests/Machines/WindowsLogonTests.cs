using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Machines.Local;

namespace VsphereConnector.Connector.Tests.Machines;

/// <summary>Which logon is chosen for an account, and what a refusal means; the logons themselves need a real Windows.</summary>
public sealed class WindowsLogonTests
{
    private const string User = "S-1-5-21-1-2-3-1001";

    [Theory]
    [InlineData("joe", @"WEB-01\joe", nameof(WindowsLogonKind.OfThisMachine), "joe", ".")]
    [InlineData(@".\joe", @"Web-01\joe", nameof(WindowsLogonKind.OfThisMachine), "joe", ".")]
    [InlineData("joe", @"CORP\joe", nameof(WindowsLogonKind.OfADomain), "joe", "CORP")]
    [InlineData(@"corp\joe", @"CORP\joe", nameof(WindowsLogonKind.OfADomain), "joe", "CORP")]
    [InlineData("joe@corp.example", @"CORP\joe", nameof(WindowsLogonKind.OfADomain), "joe@corp.example", "")]
    public void Choose_OfAUser_GoesByWhoseAccountItIs(string account, string fullName, string kind, string name, string domain) =>
        Assert.Equal(new WindowsLogon(Enum.Parse<WindowsLogonKind>(kind), name, domain), WindowsLogon.Choose(account, User, fullName, "WEB-01"));

    [Theory]
    [InlineData("LocalService", "LocalService")]
    [InlineData("local service", "LocalService")]
    [InlineData(@"NT AUTHORITY\NetworkService", "NetworkService")]
    [InlineData(@"nt authority\NETWORK SERVICE", "NetworkService")]
    public void Choose_OfAServicesAccount_HasTheNameThatTheSystemKnowsInEveryLanguage(string account, string name) => Assert.Equal(
        new WindowsLogon(WindowsLogonKind.Service, name, "NT AUTHORITY"),
        WindowsLogon.Choose(account, WindowsLogon.WellKnown(account)!, @"NT-AUTORITÄT\Lokaler Dienst", "WEB-01"));

    [Theory]
    [InlineData("SYSTEM")]
    [InlineData(@".\LocalSystem")]
    [InlineData(@"NT AUTHORITY\SYSTEM")]
    public void Choose_OfTheSystemItself_NeedsNoLogon(string account) =>
        Assert.Null(WindowsLogon.Choose(account, WindowsLogon.WellKnown(account)!, account, "WEB-01"));

    [Theory]
    [InlineData("joe")]
    [InlineData(@"CORP\LocalService")]
    [InlineData(@"a\NT AUTHORITY\SYSTEM")]
    [InlineData("")]
    public void WellKnown_OfAnother_IsNone(string account) => Assert.Null(WindowsLogon.WellKnown(account));

    [Theory]
    [InlineData(1385, nameof(ProcessStartFailure.RunAsRightMissing))]
    [InlineData(1331, nameof(ProcessStartFailure.RunAsRefused))]
    [InlineData(1311, nameof(ProcessStartFailure.RunAsRefused))]
    public void Refusal_OfALogon_SaysWhichAndWhose(int error, string reason)
    {
        var refusal = Assert.IsType<ProcessStartException>(WindowsTokens.Refusal("joe", error));
        Assert.Equal(reason, refusal.Reason.ToString());
        Assert.Contains("'joe'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1317)]
    [InlineData(1332)]
    public void Refusal_OfAnAccountThatIsNotThere_SaysSo(int error) =>
        Assert.Equal("joe", Assert.IsType<UnknownAccountException>(WindowsTokens.Refusal("joe", error)).Account);
}
