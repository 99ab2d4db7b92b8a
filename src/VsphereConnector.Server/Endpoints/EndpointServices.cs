namespace VsphereConnector.Server.Endpoints;

internal static class EndpointServices
{
    /// <summary>Machines that are registered by their addresses.</summary>
    public static IServiceCollection AddEndpoints(this IServiceCollection services) => services
        .AddSingleton<EndpointRegistry>()
        .AddSingleton<EndpointTargets>()
        .AddSingleton<EndpointViews>();
}
