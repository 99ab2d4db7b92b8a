using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Vim25.SingleSignOn;

namespace VsphereConnector.Vim25.Tests.SingleSignOn;

/// <summary>Requests for tokens, checked by an independent implementation of XML Signature: xmlsec1, which VGAuth uses too.</summary>
public sealed class IndependentSignatureTests : IDisposable
{
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("xmlsec-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheSignatureOfARequest_IsValid_AndNoneOfWhatItCoversCanBeChanged()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=solution-user", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var request = TokenRequest.ByCertificate(certificate, now, TimeSpan.FromMinutes(5));
        var pem = await WriteAsync("signer.pem", certificate.ExportCertificatePem());

        Assert.Equal(0, await VerifyAsync(request, pem));
        Assert.NotEqual(0, await VerifyAsync(request.Replace("/Bearer<", "/PublicKey<", StringComparison.Ordinal), pem));
        Assert.NotEqual(0, await VerifyAsync(request.Replace(now.UtcDateTime.ToString("yyyy", System.Globalization.CultureInfo.InvariantCulture), "2031", StringComparison.Ordinal), pem));
    }

    private async Task<int> VerifyAsync(string request, string certificate)
    {
        var file = await WriteAsync("request.xml", request);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "xmlsec1",
                ["--verify", "--pubkey-cert-pem", certificate, "--id-attr:Id", $"{Utility}:Timestamp", "--id-attr:Id", $"{Envelope}:Body", file])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            await Task.WhenAll(process.StandardError.ReadToEndAsync(Token), process.StandardOutput.ReadToEndAsync(Token));
            await process.WaitForExitAsync(Token);
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            Assert.Skip("xmlsec1 is not installed.");
            throw;
        }
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, Token);
        return path;
    }
}
