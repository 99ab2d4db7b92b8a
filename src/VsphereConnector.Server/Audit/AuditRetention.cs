using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Audit;

/// <summary>Removes entries at the age at which operations are removed, a few at a time so that nobody waits for it.</summary>
internal sealed partial class AuditRetention(
    Database database, IOptions<ServerOptions> options, TimeProvider time, ILogger<AuditRetention> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Removes what is due and returns how many entries that were.</summary>
    public async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.Operations.RetentionDays);
        var total = 0;
        int removed;
        do
        {
            removed = await database.WriteAsync(connection => AuditTable.Remove(connection, before, AtOnce), cancellationToken);
            total += removed;
        }
        while (removed == AtOnce);

        return total;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RemoveAsync(stoppingToken);
            }
#pragma warning disable CA1031 // It is tried again in an hour.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1030, LogLevel.Error, "Old entries of the audit could not be removed; trying again in an hour")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
