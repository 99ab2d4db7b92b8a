using Dapper;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Operations;

/// <summary>Removes operations that ended long ago, with all that belongs to them, a few at a time so that nobody waits for it.</summary>
internal sealed partial class OperationRetention(
    Database database,
    IOptions<ServerOptions> options,
    TimeProvider time,
    ILogger<OperationRetention> logger) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Removes what is due and returns how many operations that were.</summary>
    public async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.Operations.RetentionDays);
        var total = 0;
        int removed;
        do
        {
            removed = await database.WriteAsync(
                connection => connection.Execute(
                    """
                    DELETE FROM operations WHERE sequence IN (
                        SELECT sequence FROM operations WHERE finished_at < @before ORDER BY finished_at LIMIT @AtOnce)
                    """,
                    new { before, AtOnce }),
                cancellationToken);
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
                if (await RemoveAsync(stoppingToken) is > 0 and var removed)
                {
                    LogRemoved(logger, removed);
                }
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

    [LoggerMessage(1020, LogLevel.Information, "Removed {Count} operations that ended long ago")]
    private static partial void LogRemoved(ILogger logger, int count);

    [LoggerMessage(1021, LogLevel.Error, "Old operations could not be removed; trying again in an hour")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
