using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Fleet;

/// <summary>Keeps the history of the fleet. The first sample comes after one interval: until then connectors come back from a restart.</summary>
internal sealed partial class FleetSampler(Database database, TimeProvider time, ILogger<FleetSampler> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FleetHistory.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await database.WriteAsync(connection => FleetHistory.Record(connection, time.GetUtcNow()), stoppingToken);
            }
#pragma warning disable CA1031 // The next one is due soon.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(3120, LogLevel.Warning, "The state of the fleet could not be recorded")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
