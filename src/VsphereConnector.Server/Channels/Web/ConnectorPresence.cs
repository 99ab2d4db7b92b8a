using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>Keeps the record of who is connected true: at the start, once a minute for all of them together, and at the end.</summary>
internal sealed partial class ConnectorPresence(
    ConnectorStore connectors, WebChannelHub hub, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ConnectorPresence> logger)
    : BackgroundService
{
    private static readonly TimeSpan SeenInterval = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await connectors.ForgetChannelsAsync(cancellationToken);
        lifetime.ApplicationStopping.Register(() => _ = hub.CloseAllAsync());
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SeenInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await connectors.SeenAsync(stoppingToken);
            }
#pragma warning disable CA1031 // Say a full disk: channels stay open, and the next turn is due in a minute.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(2130, LogLevel.Warning, "When connectors were last seen could not be recorded; trying again in a minute")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
