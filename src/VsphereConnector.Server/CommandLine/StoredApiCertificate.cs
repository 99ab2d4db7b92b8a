using Microsoft.AspNetCore.DataProtection;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.CommandLine;

/// <summary>The API's certificate as the data folder has it, for a command that runs without the server or beside it.</summary>
internal sealed class StoredApiCertificate(ServerOptions options) : IDisposable
{
    private CertificateAuthority? _authority;
    private ApiCertificate? _certificate;

    public ApiCertificate Open()
    {
        var folder = DataFolder.Create(options.DataFolder);
        var keys = DataFolder.Create(Path.Combine(folder, "keys"));
        var protection = DataProtectionProvider.Create(new DirectoryInfo(keys), builder => DataKeys.Configure(builder, keys, options.Keys));
        _authority ??= new CertificateAuthorityFiles(folder, protection, TimeProvider.System).Open();
        return _certificate ??= new ApiCertificate(folder, protection, _authority, ServerListeners.Names(options), TimeProvider.System);
    }

    public void Dispose()
    {
        _certificate?.Dispose();
        _authority?.Dispose();
    }
}
