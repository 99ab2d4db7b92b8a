using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

internal static class DriverServices
{
    /// <summary>The choice among the drivers, which come from their own folders.</summary>
    public static IServiceCollection AddDrivers(this IServiceCollection services) => services
        .AddSingleton<Suspensions>()
        .AddSingleton<DriverEndpoints>()
        .AddSingleton<ChannelConversation>()
        .AddSingleton<RemoteInstallations>()
        .AddSingleton<IOperationRunner, DriverRunner>();
}
