using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Plugin.Sessions;

internal static class SessionServices
{
    /// <summary>What lets users in by the session of their vSphere Client, and decides what they may do.</summary>
    public static IServiceCollection AddDelegatedSessions(this IServiceCollection services)
    {
        services.AddSingleton<CloneTickets>();
        services.AddSingleton<DelegatedSessions>();
        services.AddSingleton<SessionLogon>();
        services.AddHostedService<SessionExpiry>();
        services.AddSingleton<PrivilegeRegistry>();
        services.AddSingleton<UserPrivileges>();
        services.AddSingleton<TargetAuthorization>();
        services.AddSingleton<VisibilityReader>();
        return services;
    }
}
