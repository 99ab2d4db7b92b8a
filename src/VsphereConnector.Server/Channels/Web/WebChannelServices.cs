namespace VsphereConnector.Server.Channels.Web;

internal static class WebChannelServices
{
    /// <summary>The open channels of connectors, and the driver over them.</summary>
    public static IServiceCollection AddWebChannel(this IServiceCollection services) => services
        .AddSingleton<WebChannelHub>()
        .AddSingleton<WebChannelEndpoint>()
        .AddSingleton<ConnectorOnline>()
        .AddSingleton<IDriver, WebDriver>()
        .AddHostedService<ConnectorPresence>();

    public static void MapWebChannel(this IEndpointRouteBuilder routes) => WebChannelEndpoint.Map(routes);
}
