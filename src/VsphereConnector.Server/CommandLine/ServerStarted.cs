using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.CommandLine;

/// <summary>The first lines of a server's log: where it is reached and where it keeps things.</summary>
internal static partial class ServerStarted
{
    public static void Log(IServiceProvider services)
    {
        var listeners = services.GetRequiredService<ServerListeners>();
        LogStarted(
            services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServerHost).FullName!),
            listeners.Api,
            string.Join(" ", listeners.ConnectorUrls),
            services.GetRequiredService<DataFolder>().Path);
    }

    [LoggerMessage(1, LogLevel.Information, "API at {Api}, connectors at {Connectors}, data in {DataFolder}")]
    private static partial void LogStarted(ILogger logger, Uri api, string connectors, string dataFolder);
}
