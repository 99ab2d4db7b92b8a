using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Rollouts;

/// <summary>Rollouts as people begin, look at and change them.</summary>
internal sealed class RolloutStore(Database database, OperationSignals signals)
{
    public async Task AddAsync(Rollout rollout, IReadOnlyList<RolloutTarget> targets, CancellationToken cancellationToken)
    {
        await database.WriteAsync(connection => RolloutTable.Add(connection, rollout, targets), cancellationToken);
        signals.SignalEvent(rollout.Id);
    }

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<(Rollout Rollout, RolloutProgress Progress)>> ListAsync(long before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<(Rollout, RolloutProgress)>>(
            connection => [.. RolloutTable.List(connection, before, limit).Select(rollout => (rollout, RolloutTable.Progress(connection, rollout)))],
            cancellationToken);

    /// <summary>Null where there is none of this id.</summary>
    public Task<(Rollout Rollout, RolloutProgress Progress, IReadOnlyList<RolloutTarget> Targets)?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync<(Rollout, RolloutProgress, IReadOnlyList<RolloutTarget>)?>(
            connection => RolloutTable.Find(connection, id) is { } rollout
                ? (rollout, RolloutTable.Progress(connection, rollout), RolloutTable.Targets(connection, id))
                : null,
            cancellationToken);

    /// <summary>What runs ends; nothing new begins.</summary>
    public Task<Rollout?> PauseAsync(Guid id, string by, CancellationToken cancellationToken) => ChangeAsync(
        id,
        (rollout, _) => rollout.State == RolloutState.Running ? rollout with { State = RolloutState.Paused, Reason = $"Paused by {by}." } : null,
        cancellationToken);

    /// <summary>Ends it for good, unless somebody resumes it.</summary>
    public Task<Rollout?> StopAsync(Guid id, string by, CancellationToken cancellationToken) => ChangeAsync(
        id,
        (rollout, _) => rollout.State is RolloutState.Running or RolloutState.Paused
            ? rollout with { State = RolloutState.Stopped, Reason = $"Stopped by {by}." }
            : null,
        cancellationToken);

    /// <summary>Goes on; the failures that there are do not stop it again.</summary>
    public Task<Rollout?> ResumeAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        (rollout, progress) => rollout.State is RolloutState.Paused or RolloutState.Stopped
            ? rollout with { State = RolloutState.Running, Reason = null, Forgiven = progress.Failed }
            : null,
        cancellationToken);

    /// <summary>The rollout after <paramref name="change"/>, unchanged where that returned null; null where there is none of this id.</summary>
    private async Task<Rollout?> ChangeAsync(Guid id, Func<Rollout, RolloutProgress, Rollout?> change, CancellationToken cancellationToken)
    {
        var changed = await database.WriteAsync(
            connection =>
            {
                if (RolloutTable.Find(connection, id) is { } rollout && change(rollout, RolloutTable.Progress(connection, rollout)) is { } after)
                {
                    RolloutTable.TryUpdate(connection, rollout, after);
                }

                return RolloutTable.Find(connection, id);
            },
            cancellationToken);
        signals.SignalEvent(id);
        return changed;
    }
}
