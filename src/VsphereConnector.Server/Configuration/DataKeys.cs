using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace VsphereConnector.Server.Configuration;

/// <summary>The keys that encrypt what is secret in the data folder: in its folder <c>keys</c>, outside the database.</summary>
internal static class DataKeys
{
    /// <param name="protection">What is set up.</param>
    /// <param name="folder">Where the keys are.</param>
    /// <param name="options">By what they are encrypted themselves.</param>
    public static void Configure(IDataProtectionBuilder protection, string folder, KeyOptions options)
    {
        protection.SetApplicationName("vsphere-connector").PersistKeysToFileSystem(new DirectoryInfo(folder));
        if (options.CertificateFile is { Length: > 0 } file)
        {
            var certificate = X509Certificate2.CreateFromPemFile(file, options.KeyFile);
            protection.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
        }
    }
}
