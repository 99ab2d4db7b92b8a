using System.Threading.Channels;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Firings;

namespace VsphereConnector.Server.Triggers.Rules;

/// <summary>The rules. A change is on disk when its call returns, and whoever works by rules is told.</summary>
internal sealed class RuleStore(Database database, TimeProvider time)
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The rules may have changed.</summary>
    public ChannelReader<bool> Changes => _changes.Reader;

    public Task<IReadOnlyList<Rule>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(RuleTable.All, cancellationToken);

    public Task<Rule?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RuleTable.Find(connection, id), cancellationToken);

    public Task<RulesPause?> PauseAsync(CancellationToken cancellationToken) => database.ReadAsync(RuleTable.Pause, cancellationToken);

    /// <summary>Adds a rule; null where there is one of this name.</summary>
    public Task<Rule?> AddAsync(string name, RuleDefinition definition, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rule = new Rule
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            Definition = definition,
            Version = 1,
            CreatedAt = now,
            CreatedBy = by,
            ChangedAt = now,
            ChangedBy = by,
        };
        return ChangeAsync(
            connection =>
            {
                if (RuleTable.FindByName(connection, name) is not null)
                {
                    return null;
                }

                RuleTable.Add(connection, rule);
                return RuleTable.Find(connection, rule.Id);
            },
            cancellationToken);
    }

    /// <summary>Changes a rule that is still of this version.</summary>
    public Task<RuleChange> ChangeAsync(
        Guid id, long version, string name, RuleDefinition definition, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            connection =>
            {
                if (RuleTable.Find(connection, id) is not { } before)
                {
                    return new RuleChange(RuleChangeOutcome.Unknown, null);
                }

                if (RuleTable.FindByName(connection, name) is { } other && other.Id != id)
                {
                    return new RuleChange(RuleChangeOutcome.NameTaken, before);
                }

                var after = before with { Name = name, Definition = definition, Version = before.Version + 1, ChangedAt = now, ChangedBy = by };
                return RuleTable.TryUpdate(connection, after, version)
                    ? new RuleChange(RuleChangeOutcome.Changed, after)
                    : new RuleChange(RuleChangeOutcome.OtherVersion, before);
            },
            cancellationToken);
    }

    /// <summary>Pauses or resumes one rule; null where there is none of this id.</summary>
    public Task<Rule?> SetPausedAsync(Guid id, bool paused, bool discard, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            connection =>
            {
                if (RuleTable.Find(connection, id) is not { } before)
                {
                    return null;
                }

                if (discard)
                {
                    FiringTable.Discard(connection, id, by, now);
                }

                if (before.Paused == paused)
                {
                    return before;
                }

                // What it says is the same, and so is its version.
                var after = before with { Paused = paused, ChangedAt = now, ChangedBy = by };
                RuleTable.TryUpdate(connection, after, before.Version);
                return after;
            },
            cancellationToken);
    }

    /// <summary>Pauses or resumes everything that rules do; each rule keeps its own pause.</summary>
    public Task<RulesPause?> SetAllPausedAsync(bool paused, bool discard, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            connection =>
            {
                if (discard)
                {
                    FiringTable.Discard(connection, null, by, now);
                }

                if (paused)
                {
                    RuleTable.PauseAll(connection, by, now);
                }
                else
                {
                    RuleTable.ResumeAll(connection);
                }

                return RuleTable.Pause(connection);
            },
            cancellationToken);
    }

    /// <summary>Removes a rule with its firings; operations that it asked for go on. Null where there is none of this id.</summary>
    public Task<RuleChange> RemoveAsync(Guid id, long? version, CancellationToken cancellationToken) => ChangeAsync(
        connection =>
        {
            if (RuleTable.Find(connection, id) is not { } rule)
            {
                return new RuleChange(RuleChangeOutcome.Unknown, null);
            }

            if (version is { } expected && expected != rule.Version)
            {
                return new RuleChange(RuleChangeOutcome.OtherVersion, rule);
            }

            RuleTable.Remove(connection, id);
            return new RuleChange(RuleChangeOutcome.Changed, rule);
        },
        cancellationToken);

    private async Task<T> ChangeAsync<T>(Func<System.Data.Common.DbConnection, T> change, CancellationToken cancellationToken)
    {
        var result = await database.WriteAsync(change, cancellationToken);
        _changes.Writer.TryWrite(true);
        return result;
    }
}

/// <summary>What became of a change, and the rule as it is.</summary>
internal sealed record RuleChange(RuleChangeOutcome Outcome, Rule? Rule);

/// <summary>What became of a change of a rule.</summary>
internal enum RuleChangeOutcome
{
    Changed,
    Unknown,

    /// <summary>Somebody else has changed it meanwhile.</summary>
    OtherVersion,

    /// <summary>Another rule has this name.</summary>
    NameTaken,
}
