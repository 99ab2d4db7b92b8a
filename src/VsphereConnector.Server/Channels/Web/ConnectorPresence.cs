using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>Keeps the record of who is connected true: at the start, once a minute for all of them together, and at the end.</summary>
internal sealed class ConnectorPresence(
    ConnectorStore connectors, WebChannelHub hub, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
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
            await connectors.SeenAsync(stoppingToken);
        }
    }
}
