using VsphereConnector.Server.Credentials.Guard;

namespace VsphereConnector.Server.Credentials;

internal static class CredentialServices
{
    /// <summary>The credential store, and the guard that keeps a wrong password from locking accounts.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services)
    {
        services.AddSingleton<SecretFingerprints>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<CredentialRules>();
        services.AddSingleton<CredentialOverview>();
        services.AddSingleton<CredentialChanges>();
        services.AddSingleton<LogonQueues>();
        services.AddSingleton<LockoutGuard>();
        services.AddHostedService<LockoutRecovery>();
        return services;
    }
}
