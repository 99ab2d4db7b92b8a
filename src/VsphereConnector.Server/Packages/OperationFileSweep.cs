namespace VsphereConnector.Server.Packages;

/// <summary>Removes the files of operations that were removed, once an hour.</summary>
internal sealed partial class OperationFileSweep(OperationFileStore files, TimeProvider time, ILogger<OperationFileSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await files.SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(4101, LogLevel.Error, "The files of old operations could not be removed; trying again in an hour")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
