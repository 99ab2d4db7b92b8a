using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Web;

internal static class WebChannelServices
{
    /// <summary>The open channels of connectors, and the runner that carries operations over them.</summary>
    public static IServiceCollection AddWebChannel(this IServiceCollection services) => services
        .AddSingleton<WebChannelHub>()
        .AddSingleton<WebOperations>()
        .AddSingleton<WebChannelEndpoint>()
        .AddSingleton<ConnectorOnline>()
        .AddSingleton<IOperationRunner, WebOperationRunner>()
        .AddHostedService<ConnectorPresence>();

    public static void MapWebChannel(this IEndpointRouteBuilder routes) => WebChannelEndpoint.Map(routes);
}
