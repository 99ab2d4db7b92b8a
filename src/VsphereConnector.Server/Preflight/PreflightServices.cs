namespace VsphereConnector.Server.Preflight;

internal static class PreflightServices
{
    /// <summary>Checks before operations.</summary>
    public static IServiceCollection AddPreflight(this IServiceCollection services) => services
        .AddSingleton<PreflightTargets>()
        .AddSingleton(provider => new HostReachability(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<InstallationChecks>()
        .AddSingleton<PreflightChecks>()
        .AddSingleton<EndpointChecks>()
        .AddSingleton<EndpointPreflight>()
        .AddSingleton<OperationPreflight>();
}
