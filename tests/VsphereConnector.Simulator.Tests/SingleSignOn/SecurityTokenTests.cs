using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.SingleSignOn;

namespace VsphereConnector.Simulator.Tests.SingleSignOn;

public sealed class SecurityTokenTests : VCenterTest
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    protected override TimeProvider Time => _time;

    [Fact]
    public async Task Token_OfAUser_LogsInAsThatUserUntilItEnds()
    {
        using var service = TokenService();
        var token = await service.IssueAsync(User, Password, TimeSpan.FromMinutes(10), Cancellation);

        Assert.Equal("Administrator@VSPHERE.LOCAL", token.Subject);
        Assert.Equal(TimeSpan.FromMinutes(10), token.NotOnOrAfter - token.NotBefore);
        Assert.Equal(@"VSPHERE.LOCAL\Administrator", await LogInAsync(token.Xml));
        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.IsType<InvalidLogin>(await FaultOfAsync(() => LogInAsync(token.Xml)));
    }

    [Fact]
    public async Task Token_ThatIsChanged_IsRefused()
    {
        using var service = TokenService();
        var token = await service.IssueAsync(User, Password, cancellationToken: Cancellation);

        Assert.IsType<InvalidLogin>(await FaultOfAsync(() => LogInAsync(token.Xml.Replace("Administrator@", "root@", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Issue_WrongPassword_IsRefused()
    {
        using var service = TokenService();

        var refusal = await Assert.ThrowsAsync<SecurityTokenException>(() => service.IssueAsync(User, "wrong", cancellationToken: Cancellation));

        Assert.True(refusal.IsRefusedLogon);
    }

    [Fact]
    public async Task Issue_ByCertificate_IsForKnownSolutionUsersOnly()
    {
        using var known = MakeCertificate();
        using var unknown = MakeCertificate();
        using var service = TokenService();
        VCenter.AddSolutionUser("svc-connector@vsphere.local", known);

        var token = await service.IssueAsync(known, cancellationToken: Cancellation);
        var refusal = await Assert.ThrowsAsync<SecurityTokenException>(() => service.IssueAsync(unknown, cancellationToken: Cancellation));

        Assert.Equal("svc-connector@VSPHERE.LOCAL", token.Subject);
        Assert.Equal("FailedAuthentication", refusal.Code);
    }

    [Fact]
    public async Task Issue_ClocksThatDiffer_IsRefusedAndSaysSo()
    {
        using var service = new SecurityTokenService(
            new() { Endpoint = new(VCenter.SdkUri, SecurityTokenServiceOptions.DefaultPath), Trust = ClientOptions.Trust },
            new ManualTimeProvider(_time.GetUtcNow().AddMinutes(-12)));

        var refusal = await Assert.ThrowsAsync<SecurityTokenException>(() => service.IssueAsync(User, Password, cancellationToken: Cancellation));

        Assert.Contains("clocks", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<string> LogInAsync(string token)
    {
        using var client = await VimClient.ConnectAsync(ClientOptions, _time, cancellationToken: Cancellation);
        return (await client.SessionManager.LoginByTokenAsync(token, cancellationToken: Cancellation)).UserName;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=solution-user", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
