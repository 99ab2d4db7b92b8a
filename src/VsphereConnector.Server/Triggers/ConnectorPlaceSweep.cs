using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Matching;

namespace VsphereConnector.Server.Triggers;

/// <summary>Keeps connectors with their virtual machines also where there are no rules.</summary>
internal sealed partial class ConnectorPlaceSweep(
    ConnectorPlaces places, RuleInventories inventories, Database database, TimeProvider time, ILogger<ConnectorPlaceSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if ((await database.ReadAsync(ConnectorPlaceTable.All, stoppingToken)).Count > 0)
                {
                    await places.UpdateAsync(await inventories.ReadAsync([], stoppingToken), stoppingToken);
                }
            }
#pragma warning disable CA1031 // The next turn is due soon.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(5311, LogLevel.Warning, "The connectors could not be compared with the inventory; trying again in ten minutes")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
