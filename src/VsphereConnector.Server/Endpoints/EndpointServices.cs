using VsphereConnector.Server.Endpoints.Import;

namespace VsphereConnector.Server.Endpoints;

internal static class EndpointServices
{
    /// <summary>Machines that are registered by their addresses.</summary>
    public static IServiceCollection AddEndpoints(this IServiceCollection services) => services
        .AddSingleton<EndpointRegistry>()
        .AddSingleton<EndpointImport>()
        .AddSingleton<EndpointTargets>()
        .AddSingleton<EndpointViews>();
}
