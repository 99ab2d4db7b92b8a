using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Deployment;

/// <summary>
/// What earlier runs left on a machine, when a server died or lost the machine in the middle. They are known by their names, which are those of
/// operations: the ledger tells which of them are over.
/// </summary>
internal sealed class Leftovers(OperationLedger ledger)
{
    /// <summary>Removes those that nobody works on any more. Those that still run are told to end, and removed the next time.</summary>
    /// <returns>How many it removed.</returns>
    public async Task<int> RemoveAsync(OperationRun run, IEnumerable<ILeftRun> found, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var left in found)
        {
            if (!await IsOverAsync(left, cancellationToken))
            {
                continue;
            }

            if (await left.TryRemoveAsync(cancellationToken))
            {
                removed++;
                continue;
            }

            await ReportAsync(run, $"{left} is left of an earlier operation and cannot be removed; remove it yourself.");
        }

        if (removed > 0)
        {
            await ReportAsync(run, $"Removed what {(removed == 1 ? "an earlier operation" : $"{removed} earlier operations")} had left.");
        }

        return removed;
    }

    /// <summary>
    /// Where a guest had no room for something, removes the work folders that are in its way; that takes calls, so it is not done before. True: some
    /// are gone, and it can be tried once more.
    /// </summary>
    /// <param name="run">Where that is recorded.</param>
    /// <param name="guest">The guest.</param>
    /// <param name="tempFolders">Where this run works; the system's usual ones are looked at too.</param>
    /// <param name="why">What the guest had no room for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<bool> MakeRoomAsync(OperationRun run, IGuestWorkspace guest, IEnumerable<string> tempFolders, string why, CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        foreach (var tempFolder in tempFolders.Union(TempFolders.For(guest.System, wanted: null)))
        {
            folders.AddRange(await guest.FindWorkFoldersAsync(tempFolder, cancellationToken));
        }

        if (await RemoveAsync(run, LeftFolder.Among(folders, guest), cancellationToken) == 0)
        {
            return false;
        }

        await ReportAsync(run, $"There was not enough room before, so it is tried once more: {why.TrimEnd('.')}.");
        return true;
    }

    /// <summary>
    /// One of an operation that has ended, or a service that was never started. A folder without either may be another server's, or of an
    /// administrator's own tooling.
    /// </summary>
    private async Task<bool> IsOverAsync(ILeftRun left, CancellationToken cancellationToken)
    {
        var operation = await ledger.FindAsync(left.Id, cancellationToken);
        return operation is { HasEnded: false } || (operation is null && !left.HasService)
            ? false
            : !await left.EndAsync(operation?.Kind, cancellationToken);
    }

    private static Task ReportAsync(OperationRun run, string message) =>
        run.ReportAsync("leftovers", message, level: EventLevel.Warning, cancellationToken: CancellationToken.None);
}

/// <summary>A run that has left something on a machine; its text tells where.</summary>
internal interface ILeftRun
{
    /// <summary>That of its operation.</summary>
    Guid Id { get; }

    /// <summary>Whether a service is there that it was to be started by.</summary>
    bool HasService { get; }

    /// <summary>Has what still runs of it end; false where nothing does.</summary>
    /// <param name="kind">What it did; null where nobody knows: it is left alone then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<bool> EndAsync(OperationKind? kind, CancellationToken cancellationToken);

    /// <summary>Removes all that it left; false where the machine does not let that be done.</summary>
    Task<bool> TryRemoveAsync(CancellationToken cancellationToken);
}

/// <summary>A work folder that an installation or a look has left.</summary>
internal sealed class LeftFolder : ILeftRun
{
    private readonly IGuestWorkspace _guest;
    private readonly string _folder;

    private LeftFolder(IGuestWorkspace guest, string folder, Guid id) => (_guest, _folder, Id) = (guest, folder, id);

    public Guid Id { get; }

    public bool HasService => false;

    /// <summary>Those among some folders that have the name of a run.</summary>
    public static IEnumerable<LeftFolder> Among(IEnumerable<string> folders, IGuestWorkspace guest) =>
        from folder in folders
        let id = RunNames.OfFolder(folder)
        where id is not null
        select new LeftFolder(guest, folder, id.Value);

    public async Task<bool> EndAsync(OperationKind? kind, CancellationToken cancellationToken)
    {
        if (await _guest.FindRunnerAsync(_folder, cancellationToken) is not { } processId)
        {
            return false;
        }

        await _guest.EndAsync(_folder, processId, cancellationToken);
        return true;
    }

    public async Task<bool> TryRemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _guest.RemoveAsync(_folder, cancellationToken);
            return true;
        }
        catch (WorkspaceRefusedException)
        {
            return false;
        }
    }

    public override string ToString() => _folder;
}
