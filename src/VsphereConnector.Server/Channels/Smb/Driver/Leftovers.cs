using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>What earlier runs left on a machine, when a server died or lost the machine in the middle. They are known by their names.</summary>
internal sealed class Leftovers(OperationLedger ledger, TimeProvider time)
{
    /// <summary>Removes those that nobody works on any more, and returns how many. Those that still run are told to end, and removed the next time.</summary>
    public async Task<int> RemoveAsync(SmbConnection connection, CancellationToken cancellationToken)
    {
        var services = await connection.Services.ListAsync(OneTimeRun.ServicePrefix, cancellationToken);
        var folders = await (await connection.ShareAsync(cancellationToken)).ListAsync($@"{OneTimeRun.TempFolder}\{TempFolders.Prefix}*", cancellationToken);
        var removed = 0;
        foreach (var id in Ids(services, OneTimeRun.ServicePrefix).Union(Ids(folders.Where(folder => folder.IsFolder).Select(folder => folder.Name), TempFolders.Prefix)))
        {
            var run = OneTimeRun.InTempFolder(connection, id, time);
            if (await IsLeftAsync(run, services.Contains(run.Service, StringComparer.OrdinalIgnoreCase), id, cancellationToken)
                && await connection.CleanUpAsync((_, token) => run.RemoveAsync(token)))
            {
                removed++;
            }
        }

        return removed;
    }

    /// <summary>
    /// One of an operation that has ended, or a service that was never started. A folder without either may be another server's, or of an
    /// installation by guest operations.
    /// </summary>
    private async Task<bool> IsLeftAsync(OneTimeRun run, bool hasService, Guid id, CancellationToken cancellationToken)
    {
        var operation = await ledger.FindAsync(id, cancellationToken);
        if (operation is { HasEnded: false } || (operation is null && !hasService))
        {
            return false;
        }

        var isActive = hasService && await run.IsActiveAsync(cancellationToken);
        if (isActive && operation is not null)
        {
            await run.EndAsync(operation.Kind, cancellationToken);
        }

        return !isActive;
    }

    private static IEnumerable<Guid> Ids(IEnumerable<string> names, string prefix) => names
        .Select(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && Guid.TryParseExact(name[prefix.Length..], "N", out var id) ? id : (Guid?)null)
        .OfType<Guid>();
}
