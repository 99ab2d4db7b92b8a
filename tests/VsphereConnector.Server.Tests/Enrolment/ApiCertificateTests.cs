using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Enrolment;

public sealed class ApiCertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("api-certificate-");
    private readonly EphemeralDataProtectionProvider _protection = new();
    private readonly ManualTimeProvider _time = new();
    private CertificateAuthority _authority;

    public ApiCertificateTests() => _authority = CertificateAuthority.Create(_time);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Current_AfterARestart_IsTheSame()
    {
        var before = Thumbprint("connector.example", "10.0.0.5");

        Assert.Equal(before, Thumbprint("connector.example", "10.0.0.5"));
        Assert.Equal(before, Thumbprint("CONNECTOR.example"));
    }

    [Fact]
    public void Current_ForANameThatItLacks_IsNew() => Assert.NotEqual(Thumbprint("connector.example"), Thumbprint("connector.example", "other.example"));

    [Fact]
    public void Current_NearItsEnd_IsNewWithoutARestart()
    {
        using var certificate = Open("connector.example");
        var before = certificate.Current.TargetCertificate.Thumbprint;

        _time.Advance(TimeSpan.FromDays(700));
        Assert.Equal(before, certificate.Current.TargetCertificate.Thumbprint);
        _time.Advance(TimeSpan.FromDays(100));

        Assert.NotEqual(before, certificate.Current.TargetCertificate.Thumbprint);
    }

    [Fact]
    public void Current_OfAnotherAuthority_IsNew()
    {
        var before = Thumbprint("connector.example");
        _authority.Dispose();
        _authority = CertificateAuthority.Create(_time);

        Assert.NotEqual(before, Thumbprint("connector.example"));
    }

    [Fact]
    public void Current_WhereTheFileIsDamaged_IsNew()
    {
        var before = Thumbprint("connector.example");
        File.WriteAllText(Path.Combine(_folder.FullName, "api.pfx"), "damaged");

        Assert.NotEqual(before, Thumbprint("connector.example"));
    }

    [Fact]
    public void Current_InTheFile_IsEncryptedAndPrivate()
    {
        Thumbprint("connector.example");
        var path = Path.Combine(_folder.FullName, "api.pfx");

        Assert.Throws<System.Security.Cryptography.CryptographicException>(
            () => X509CertificateLoader.LoadPkcs12(File.ReadAllBytes(path), null));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    private string Thumbprint(params string[] names)
    {
        using var certificate = Open(names);
        return certificate.Current.TargetCertificate.Thumbprint;
    }

    private ApiCertificate Open(params string[] names) => new(_folder.FullName, _protection, _authority, names, _time);
}
