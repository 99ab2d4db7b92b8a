using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Enrolment;

internal static class EnrolmentServices
{
    /// <summary>The certificate authority, the tokens and the connectors that enrolled by them.</summary>
    public static IServiceCollection AddEnrolment(this IServiceCollection services) => services
        .AddSingleton(provider => new CertificateAuthorityFiles(
            provider.GetRequiredService<DataFolder>().Path,
            provider.GetRequiredService<IDataProtectionProvider>(),
            provider.GetRequiredService<TimeProvider>()).Open())
        .AddSingleton(provider => new ListenerCertificate(
            provider.GetRequiredService<CertificateAuthority>(),
            ServerListeners.Names(provider.GetRequiredService<IOptions<ServerOptions>>().Value),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(provider => new ApiCertificate(
            provider.GetRequiredService<DataFolder>().Path,
            provider.GetRequiredService<IDataProtectionProvider>(),
            provider.GetRequiredService<CertificateAuthority>(),
            ServerListeners.Names(provider.GetRequiredService<IOptions<ServerOptions>>().Value),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton(_ => new HandshakeGate())
        .AddSingleton<ConnectorStore>()
        .AddSingleton<ConnectorCertificate>()
        .AddSingleton<EnrolmentTokens>()
        .AddSingleton<EnrolmentFailures>()
        .AddSingleton<Enrolments>();
}
