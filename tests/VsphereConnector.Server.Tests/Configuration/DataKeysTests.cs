using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Tests.Configuration;

public sealed class DataKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keys-");

    private string Keys => Path.Combine(_folder.FullName, "keys");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void WithACertificate_TheKeysAreEncrypted_AndOnlyWhoHasItOpensWhatTheyProtect()
    {
        var options = MakeCertificate();
        var secret = Protector(options).Protect("planted");

        var files = Directory.GetFiles(Keys);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains("encryptedKey", File.ReadAllText(file), StringComparison.OrdinalIgnoreCase));
        Assert.All(files, file => Assert.DoesNotContain("<masterKey", File.ReadAllText(file), StringComparison.OrdinalIgnoreCase));
        Assert.Equal("planted", Protector(options).Unprotect(secret));
        Assert.Throws<CryptographicException>(() => Protector(new KeyOptions()).Unprotect(secret));
    }

    private IDataProtector Protector(KeyOptions options)
    {
        Directory.CreateDirectory(Keys);
        return DataProtectionProvider.Create(new DirectoryInfo(Keys), builder => DataKeys.Configure(builder, Keys, options)).CreateProtector("test");
    }

    private KeyOptions MakeCertificate()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=keys", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var options = new KeyOptions { CertificateFile = Path.Combine(_folder.FullName, "keys.crt"), KeyFile = Path.Combine(_folder.FullName, "keys.key") };
        File.WriteAllText(options.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(options.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return options;
    }
}
