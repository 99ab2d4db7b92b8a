using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>
/// Work folders of installations that ended while nobody could remove them: the machine was not reached, or their runner was killed. They are
/// known by their names.
/// </summary>
internal sealed class SshLeftovers(OperationLedger ledger, InstallationKit kit)
{
    /// <summary>Removes those that nobody works on any more, and returns how many. A runner that is still there is told to end, and removed the next time.</summary>
    public async Task<int> RemoveAsync(OperationRun run, SshWorkspace machine, CancellationToken cancellationToken)
    {
        if (run.Operation.Checkpoint is not null)
        {
            return 0;
        }

        var removed = 0;
        foreach (var folder in await machine.ListFoldersAsync(kit.EveryTempFolderOf(machine.System), cancellationToken))
        {
            if (await IsLeftAsync(machine, folder, cancellationToken) && await machine.TryRemoveAsync(folder, cancellationToken))
            {
                removed++;
            }
        }

        return removed;
    }

    private async Task<bool> IsLeftAsync(SshWorkspace machine, string folder, CancellationToken cancellationToken)
    {
        if (TempFolders.RunOf(folder) is not { } id || await ledger.FindAsync(id, cancellationToken) is not { HasEnded: true })
        {
            return false;
        }

        if (await machine.FindRunnerAsync(folder, cancellationToken) is not { } processId)
        {
            return true;
        }

        await machine.EndAsync(folder, processId, cancellationToken);
        return false;
    }
}
