using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// Keeps the certificate authority in the data folder: <c>ca.crt</c> in PEM, <c>ca.key</c> encrypted by data protection and readable by
/// its owner only. Whoever loses it must install every connector anew, so it is made once and never replaced by itself.
/// </summary>
internal sealed class CertificateAuthorityFiles(string folder, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector _protector = protection.CreateProtector("VsphereConnector.CertificateAuthority");

    private string CertificateFile => Path.Combine(folder, "ca.crt");

    private string KeyFile => Path.Combine(folder, "ca.key");

    /// <summary>Opens the authority, or makes it at the first start.</summary>
    /// <exception cref="InvalidOperationException">It is there, but cannot be used.</exception>
    public CertificateAuthority Open()
    {
        // The certificate is written last: without it nothing was ever signed.
        if (File.Exists(CertificateFile))
        {
            return Load();
        }

        var made = CertificateAuthority.Create(time);
        using var key = made.Certificate.GetECDsaPrivateKey()!;
        var secret = key.ExportPkcs8PrivateKey();
        OwnerFile.Write(KeyFile, _protector.Protect(secret));
        CryptographicOperations.ZeroMemory(secret);
        OwnerFile.Write(CertificateFile, System.Text.Encoding.ASCII.GetBytes(made.CertificatePem + "\n"));
        return made;
    }

    private CertificateAuthority Load()
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(CertificateFile));
            var secret = _protector.Unprotect(File.ReadAllBytes(KeyFile));
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(secret, out _);
            CryptographicOperations.ZeroMemory(secret);
            return new CertificateAuthority(certificate.CopyWithPrivateKey(key), time);
        }
        catch (Exception e) when (e is IOException or CryptographicException or ArgumentException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The certificate authority in {folder} cannot be used ({e.Message}). Restore ca.crt, ca.key and the folder of the data "
                + "protection keys from the same backup; if there is none, remove ca.crt and ca.key and install every connector anew.",
                e);
        }
    }
}
