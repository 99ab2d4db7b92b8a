using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Plugin.Registration;

/// <summary>The certificate that vCenter finds at this server's API.</summary>
internal sealed class ShownCertificate(IOptions<ServerOptions> options, Func<ApiCertificate> own)
{
    /// <exception cref="PluginRegistrationException">The API is served without TLS.</exception>
    public X509Certificate2 Read()
    {
        var listen = options.Value.Listen;
        if (!listen.Api.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            throw new PluginRegistrationException($"vCenter reaches plug-ins by TLS only: Listen:Api is {listen.Api}, make it https.");
        }

        return listen.CertificateFile is { } file ? X509CertificateLoader.LoadCertificateFromFile(file) : own().Current.TargetCertificate;
    }
}
