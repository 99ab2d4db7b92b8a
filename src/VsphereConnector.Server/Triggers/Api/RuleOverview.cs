using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary>Rules with how they do, for those who look at them.</summary>
internal sealed class RuleOverview(Database database, RuleInventories inventories, RuleEngine engine, TimeProvider time)
{
    public async Task<RuleListView> ReadAsync(CancellationToken cancellationToken)
    {
        var (rules, counts, last, open) = await database.ReadAsync(
            connection => (RuleSet.Read(connection), FiringTable.CountByRule(connection), FiringTable.LastFired(connection), OccurrenceTable.CountOpen(connection)),
            cancellationToken);
        var missing = rules.All.Count == 0 ? [] : (await inventories.ReadAsync(rules.All, cancellationToken)).Missing(rules.All);
        var now = time.GetUtcNow();
        return new RuleListView
        {
            Items = [.. rules.All.Select(rule => RuleView.Of(rule, missing, counts[rule.Id], last.TryGetValue(rule.Id, out var at) ? at : null, now))],
            Pause = rules.Pause,
            VCenters = [.. engine.Readers.Select(reader => ViewOf(reader, open.GetValueOrDefault(reader.VCenter)))],
        };
    }

    public async Task<RuleView> ReadAsync(Rule rule, CancellationToken cancellationToken)
    {
        var (counts, last) = await database.ReadAsync(
            connection => (FiringTable.CountByRule(connection), FiringTable.LastFired(connection)), cancellationToken);
        var missing = (await inventories.ReadAsync([rule], cancellationToken)).Missing([rule]);
        return RuleView.Of(rule, missing, counts[rule.Id], last.TryGetValue(rule.Id, out var at) ? at : null, time.GetUtcNow());
    }

    private static EventReaderView ViewOf(EventReader reader, long open) =>
        new(reader.VCenter, reader.State.CaughtUpAt, reader.State.Failure, reader.State.FailingSince, open);
}
