using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25.Tests.Trust;

public sealed class CertificateTrustTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SHA256", true)]
    [InlineData("SHA256", false)]
    [InlineData("SHA1", true)]
    public async Task ByThumbprint_RightPin_Connects(string algorithm, bool colons)
    {
        await using var server = await TlsServer.StartAsync(TlsServer.AnswerServiceContent);
        var hash = server.Certificate.GetCertHash(new HashAlgorithmName(algorithm));
        var pin = colons ? string.Join(':', hash.Select(octet => octet.ToString("x2", null))) : Convert.ToHexString(hash);

        using var client = await ConnectAsync(server, CertificateTrust.ByThumbprint(pin));

        Assert.Equal("8.0.3", client.ServiceContent.About.Version);
    }

    [Fact]
    public async Task ByThumbprint_WrongPin_IsRefusedAndNamesTheSeenOne()
    {
        var asked = 0;
        await using var server = await TlsServer.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return TlsServer.AnswerServiceContent(context);
        });

        var refusal = await Assert.ThrowsAsync<CertificateNotTrustedException>(() => ConnectAsync(server, CertificateTrust.ByThumbprint(new string('a', 64))));

        Assert.Equal(Thumbprint.Of(server.Certificate).ToString(), refusal.SeenThumbprint!.ToString());
        Assert.Contains(Thumbprint.Of(server.Certificate).ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task ByCertificateAuthority_SignedAndNamedRight_Connects()
    {
        await using var server = await TlsServer.StartAsync(TlsServer.AnswerServiceContent);

        using var client = await ConnectAsync(server, CertificateTrust.ByCertificateAuthority([PublicPart(server.Authority)]));

        Assert.True(client.ServiceContent.About.IsVirtualCenter);
    }

    [Fact]
    public async Task ByCertificateAuthority_OtherName_IsRefused()
    {
        await using var server = await TlsServer.StartAsync(TlsServer.AnswerServiceContent, dnsName: "other.example");

        var refusal = await Assert.ThrowsAsync<CertificateNotTrustedException>(
            () => ConnectAsync(server, CertificateTrust.ByCertificateAuthority([PublicPart(server.Authority)])));

        Assert.Contains("another host name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ByCertificateAuthority_OtherAuthority_IsRefused()
    {
        await using var server = await TlsServer.StartAsync(TlsServer.AnswerServiceContent);
        await using var other = await TlsServer.StartAsync(TlsServer.AnswerServiceContent);

        await Assert.ThrowsAsync<CertificateNotTrustedException>(
            () => ConnectAsync(server, CertificateTrust.ByCertificateAuthority([PublicPart(other.Authority)])));
    }

    [Fact]
    public async Task System_UnknownAuthority_IsRefused()
    {
        await using var server = await TlsServer.StartAsync(TlsServer.AnswerServiceContent);

        await Assert.ThrowsAsync<CertificateNotTrustedException>(() => ConnectAsync(server, CertificateTrust.System));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12:34")]
    [InlineData("zz34567890123456789012345678901234567890")]
    public void ByThumbprint_NoThumbprint_SaysWhatItWants(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(() => CertificateTrust.ByThumbprint(text));

        Assert.Contains("hexadecimal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ByCertificateAuthority_None_IsRefused() =>
        Assert.Throws<ArgumentException>(() => CertificateTrust.ByCertificateAuthority([]));

    private static Task<VimClient> ConnectAsync(TlsServer server, CertificateTrust trust) =>
        VimClient.ConnectAsync(new VimClientOptions { SdkUri = server.SdkUri, Trust = trust }, cancellationToken: Cancel);

    private static X509Certificate2 PublicPart(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);
}
