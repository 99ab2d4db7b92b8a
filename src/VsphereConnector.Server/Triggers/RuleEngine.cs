using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers;

/// <summary>
/// Does what the rules say: reads what happens in each vCenter, has the rules judge it, and begins what they ask for. Where there is no
/// rule it does nothing at all. Everything it knows is in the database: it may be killed at any moment.
/// </summary>
internal sealed partial class RuleEngine(
    RuleStore rules,
    RuleInventories inventories,
    InventoryReconcile reconcile,
    MissingConnectors missing,
    ConnectorPlaces places,
    OccurrenceJudge judge,
    FiringPacer pacer,
    FiringResults results,
    VCenters vCenters,
    Database database,
    IOptions<ServerOptions> options,
    TimeProvider time,
    ILogger<RuleEngine> logger) : BackgroundService
{
    private const int MostRounds = 20, RemovedAtOnce = 1000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1), SweepInterval = TimeSpan.FromHours(1);

    private readonly RetrySchedule _retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private IReadOnlyList<EventReader> _readers = [];
    private DateTimeOffset _sweptAt;

    /// <summary>The readers of events, while there are rules.</summary>
    public IReadOnlyList<EventReader> Readers => Volatile.Read(ref _readers);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if ((await rules.ListAsync(stoppingToken)).Count > 0)
            {
                await WorkAsync(stoppingToken);
            }

            await rules.Changes.ReadAsync(stoppingToken);
        }
    }

    /// <summary>Works until there is no rule any more.</summary>
    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var since = await FirstRuleAtAsync(stoppingToken);
        EventReader[] readers = [.. vCenters.All.Select(vCenter => new EventReader(vCenter, database, options.Value.Rules, time, logger))];
        Volatile.Write(ref _readers, readers);
        var reading = readers.Select(reader => Task.Run(() => reader.RunAsync(since, stop.Token), CancellationToken.None)).ToList();
        try
        {
            for (var failures = 0; await TryRunAsync(stoppingToken) is { } worked; failures = worked ? 0 : failures + 1)
            {
                await Task.Delay(worked ? Tick : _retries.Delay(failures + 1), time, stoppingToken);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(reading);
            Volatile.Write(ref _readers, []);
            reconcile.Forget();
        }
    }

    /// <summary>One round; false where it failed, null where there is nothing to do any more.</summary>
    private async Task<bool?> TryRunAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await RunAsync(stoppingToken) ? true : null;
        }
#pragma warning disable CA1031 // Say a full disk: nothing is lost, and it is tried again.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception);
            return false;
        }
    }

    private async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        var current = await database.ReadAsync(RuleSet.Read, stoppingToken);
        if (current.All.Count == 0)
        {
            return false;
        }

        var known = await inventories.ReadAsync(current.All, stoppingToken);
        foreach (var inventory in known.All)
        {
            await reconcile.ReconcileAsync(inventory, CaughtUpAt(inventory.VCenter), stoppingToken);
        }

        await places.UpdateAsync(known, stoppingToken);
        await missing.FindAsync(current, known, stoppingToken);
        for (var round = 0; round < MostRounds && await judge.JudgeAsync(current, known, stoppingToken); round++)
        {
            // Some at a time: memory stays flat in a storm.
        }

        await results.SettleAsync(current, stoppingToken);
        await pacer.PaceAsync(current, known, stoppingToken);
        await SweepAsync(stoppingToken);
        return true;
    }

    private DateTimeOffset? CaughtUpAt(string vCenter) => _readers.First(reader => reader.VCenter == vCenter).State.CaughtUpAt;

    private async Task<DateTimeOffset> FirstRuleAtAsync(CancellationToken cancellationToken)
    {
        var all = await rules.ListAsync(cancellationToken);
        return all.Count == 0 ? time.GetUtcNow() : all.Min(rule => rule.CreatedAt);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _sweptAt < SweepInterval)
        {
            return;
        }

        var before = now.AddDays(-options.Value.Rules.RetentionDays);
        var removed = await database.WriteAsync(
            connection => FiringTable.RemoveOld(connection, before, RemovedAtOnce) + OccurrenceTable.RemoveOld(connection, before, RemovedAtOnce), cancellationToken);
        _sweptAt = removed < RemovedAtOnce ? now : _sweptAt;
    }

    [LoggerMessage(5310, LogLevel.Error, "The rules could not be worked on; nothing is lost, and it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
