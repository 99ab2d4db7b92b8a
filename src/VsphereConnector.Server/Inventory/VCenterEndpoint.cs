using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Inventory;

/// <summary>What the configuration says of a vCenter, as the client wants it.</summary>
internal static class VCenterEndpoint
{
    public static Uri SdkUri(this VCenterOptions options)
    {
        var uri = new Uri(options.Url);
        return uri.AbsolutePath == "/" ? new Uri(uri, "/sdk") : uri;
    }

    /// <summary>When the file of the account's secret was last written: what was refused before is tried again after that.</summary>
    public static DateTime SecretWritten(this VCenterOptions options) =>
        File.GetLastWriteTimeUtc(options.CertificateFile is { Length: > 0 } certificate ? certificate : options.PasswordFile);

    public static CertificateTrust Trust(this VCenterOptions options)
    {
        if (options.Thumbprint is { Length: > 0 } thumbprint)
        {
            return CertificateTrust.ByThumbprint(thumbprint);
        }

        if (options.CertificateAuthorityFile is not { Length: > 0 } file)
        {
            return CertificateTrust.System;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return CertificateTrust.ByCertificateAuthority(authorities);
    }
}
