using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Enrolment;

public sealed class CertificateAuthorityFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vsphere-connector-ca");
    private readonly EphemeralDataProtectionProvider _protection = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_SecondTime_GivesTheSameAuthority()
    {
        using var first = Files().Open();
        using var second = Files().Open();

        Assert.Equal(first.Certificate.Thumbprint, second.Certificate.Thumbprint);
        Assert.True(second.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Open_FirstTime_KeepsTheKeyEncryptedAndPrivate()
    {
        using var authority = Files().Open();
        var path = Path.Combine(_folder.FullName, "ca.key");

        Assert.Equal(-1, File.ReadAllBytes(path).AsSpan().IndexOf(authority.Certificate.GetECDsaPrivateKey()!.ExportParameters(true).D));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Open_CertificateWithoutItsKey_SaysWhatToRestoreAndReplacesNothing()
    {
        Files().Open().Dispose();
        File.Delete(Path.Combine(_folder.FullName, "ca.key"));
        var before = File.ReadAllText(Path.Combine(_folder.FullName, "ca.crt"));

        var error = Assert.Throws<InvalidOperationException>(() => Files().Open());

        Assert.Contains("backup", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(_folder.FullName, "ca.crt")));
    }

    [Fact]
    public void Open_KeyOfAnotherAuthority_IsRefused()
    {
        Files().Open().Dispose();
        var key = File.ReadAllBytes(Path.Combine(_folder.FullName, "ca.key"));
        File.Delete(Path.Combine(_folder.FullName, "ca.crt"));
        Files().Open().Dispose();
        File.WriteAllBytes(Path.Combine(_folder.FullName, "ca.key"), key);

        Assert.Throws<InvalidOperationException>(() => Files().Open());
    }

    private CertificateAuthorityFiles Files() => new(_folder.FullName, _protection, _time);
}
