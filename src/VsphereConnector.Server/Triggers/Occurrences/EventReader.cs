using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Events;

namespace VsphereConnector.Server.Triggers.Occurrences;

/// <summary>
/// Reads the events of one vCenter, page by page to their end and then again and again. The cursor moves in the same write that records
/// what was read. A new collector begins some time before the cursor, since events do not come in the order of their time; what is read
/// twice has the same key.
/// </summary>
internal sealed partial class EventReader(VCenter vCenter, Database database, RulesOptions options, TimeProvider time, ILogger logger)
{
    private const int PageSize = 1000;

    private static readonly RetrySchedule Retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private volatile ReaderState _state = new(null, null, null);

    public string VCenter => vCenter.Name;

    /// <summary>How far it is, and what keeps it from reading.</summary>
    public ReaderState State => _state;

    /// <summary>Reads until it is stopped. Events before <paramref name="since"/> do not matter where none were read yet.</summary>
    public async Task RunAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        for (var failures = 1; !cancellationToken.IsCancellationRequested; failures++)
        {
            try
            {
                await ReadAsync(since, cancellationToken);
                failures = 0;
                continue;
            }
#pragma warning disable CA1031 // Whatever it is, it is told to those who look at the rules, and tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                failures = _state.Failure is null ? 1 : failures;
                Note(exception);
            }

            await Task.Delay(Retries.Delay(failures), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads with one collector for a while.</summary>
    private async Task ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var client = await vCenter.ConnectAsync(cancellationToken);
        var begin = await BeginAsync(client, since, cancellationToken);
        await using var collector = await client.EventManager.CreateCollectorForEventsAsync(
            new EventFilterSpec { BeginTime = begin, EventTypeId = TriggerEvents.TypeIds, DisableFullMessage = true }, cancellationToken);
        await collector.SetCollectorPageSizeAsync(PageSize, cancellationToken);
        await collector.RewindCollectorAsync(cancellationToken);
        for (var end = time.GetUtcNow() + options.RereadInterval; time.GetUtcNow() < end;)
        {
            await ReadToEndAsync(collector, begin, cancellationToken);
            await Task.Delay(options.PollInterval, time, cancellationToken);
        }
    }

    private async Task ReadToEndAsync(EventHistoryCollector collector, DateTimeOffset begin, CancellationToken cancellationToken)
    {
        while (await collector.ReadNextEventsAsync(PageSize, cancellationToken) is { Count: > 0 } page)
        {
            await RecordAsync([.. page.Where(told => told.CreatedTime >= begin)], cancellationToken);
        }

        if (_state.Failure is not null)
        {
            LogBack(logger, vCenter.Name);
        }

        _state = _state with { CaughtUpAt = time.GetUtcNow(), Failure = null, FailingSince = null };
    }

    // Not every server heeds the time that it is asked from.
    private Task RecordAsync(IReadOnlyList<VimEvent> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
        {
            return Task.CompletedTask;
        }

        var (name, id, now) = (vCenter.Name, vCenter.Identity, time.GetUtcNow());
        var occurrences = page.SelectMany(told => TriggerEvents.Read(told, name, id)).ToList();
        return database.WriteAsync(
            connection =>
            {
                OccurrenceTable.Add(connection, occurrences.Where(occurrence => !IsKnownPowerOn(connection, occurrence)), now);
                OccurrenceTable.MoveCursor(connection, name, id, page.Max(told => told.CreatedTime));
            },
            cancellationToken);
    }

    // The inventory has told it already, as the event was not to be had then.
    private static bool IsKnownPowerOn(System.Data.Common.DbConnection connection, Occurrence occurrence) =>
        occurrence.Kind == TriggerKind.PoweredOn
        && OccurrenceTable.HasPowerOn(connection, occurrence.VCenterId, occurrence.MoRef, occurrence.At, InventoryReconcile.PowerOnKey);

    private async Task<DateTimeOffset> BeginAsync(VimClient client, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (name, id) = (vCenter.Name, vCenter.Identity);
        if (await database.ReadAsync(connection => OccurrenceTable.Cursor(connection, name, id), cancellationToken) is { } cursor)
        {
            return cursor.At - options.EventOverlap is var begun && begun > cursor.Since ? begun : cursor.Since;
        }

        // By vCenter's clock, whatever ours says, and however long it was away.
        var now = await client.CurrentTimeAsync(cancellationToken);
        var begin = now - (time.GetUtcNow() - since);
        await database.WriteAsync(connection => OccurrenceTable.MoveCursor(connection, name, id, begin), cancellationToken);
        return begin;
    }

    private void Note(Exception exception)
    {
        if (_state.Failure is null)
        {
            LogAway(logger, vCenter.Name, exception.Message, exception is VimException ? null : exception);
        }

        _state = _state with { Failure = exception.Message, FailingSince = _state.FailingSince ?? time.GetUtcNow() };
    }

    [LoggerMessage(5300, LogLevel.Warning, "The events of {VCenter} cannot be read for now; what happens meanwhile is read later: {Reason}")]
    private static partial void LogAway(ILogger logger, string vCenter, string reason, Exception? exception);

    [LoggerMessage(5301, LogLevel.Information, "The events of {VCenter} are read again, up to the newest")]
    private static partial void LogBack(ILogger logger, string vCenter);
}

/// <summary>How far a reader is.</summary>
/// <param name="CaughtUpAt">When it had last read everything.</param>
/// <param name="Failure">Why it cannot read now; null where it can.</param>
/// <param name="FailingSince">Since when that is so.</param>
internal sealed record ReaderState(DateTimeOffset? CaughtUpAt, string? Failure, DateTimeOffset? FailingSince);
