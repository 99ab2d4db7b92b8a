using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Plugin.VCenterTasks;

/// <summary>
/// Follows the ledger, and shows in each vCenter what is done to its virtual machines. It only looks on: no operation waits for it, and
/// what it could not tell a vCenter yet it tells later, after a restart too.
/// </summary>
internal sealed partial class VCenterTaskFollower(
    Database database,
    OperationSignals signals,
    VCenterTaskReporters reporters,
    IOptions<ServerOptions> options,
    TimeProvider time,
    ILogger<VCenterTaskFollower> logger) : BackgroundService
{
    private const int AtOnce = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>What ended longer ago is not told any more where nothing was told before.</summary>
    private static readonly TimeSpan Recently = TimeSpan.FromMinutes(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        reporters.All.Select(reporter => reporter.Cancelled.RunAsync(stoppingToken)).Append(FollowAsync(stoppingToken)));

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(null);
        reporters.Resume(await database.ReadAsync(ShownOperationTable.Unfinished, stoppingToken));
        while (true)
        {
            var wait = true;
            try
            {
                wait = options.Value.Plugin.PublicUrl is null || !await ReportAsync(stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it is, say a full disk: operations go on without it, and it is tried again.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }

            await Task.Delay(Pause, time, stoppingToken);
            if (wait)
            {
                await WaitForNewsAsync(subscription, stoppingToken);
            }
        }
    }

    /// <summary>True where there is more to tell at once.</summary>
    private async Task<bool> ReportAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(ShownOperationTable.HasNews, cancellationToken))
        {
            var recently = time.GetUtcNow() - Recently;
            await database.WriteAsync(connection => ShownOperationTable.TakeIn(connection, recently), cancellationToken);
        }

        var ready = reporters.Ready.ToList();
        var behind = await database.ReadAsync(connection => ShownOperationTable.Behind(connection, ready, AtOnce), cancellationToken);
        await Task.WhenAll(behind.GroupBy(shown => shown.VCenter, StringComparer.OrdinalIgnoreCase)
            .Select(group => reporters.Get(group.Key).ReportAsync([.. group], cancellationToken)));
        return behind.Count == AtOnce || await database.ReadAsync(ShownOperationTable.HasNews, cancellationToken);
    }

    private async Task WaitForNewsAsync(OperationSignals.Subscription subscription, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await subscription.Signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A vCenter that was away may be back.
        }
    }

    [LoggerMessage(2111, LogLevel.Error, "Operations could not be shown in vCenter; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
