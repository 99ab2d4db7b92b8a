using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>The folder, the service or both of a one-time run that is over, or may be.</summary>
internal sealed class LeftService : ILeftRun
{
    private readonly SmbConnection _connection;
    private readonly OneTimeRun _run;

    private LeftService(SmbConnection connection, Guid id, IReadOnlyList<string> services, TimeProvider time)
    {
        (_connection, Id, _run) = (connection, id, OneTimeRun.InTempFolder(connection, id, time));
        HasService = services.Contains(_run.Service, StringComparer.OrdinalIgnoreCase);
    }

    public Guid Id { get; }

    public bool HasService { get; }

    /// <summary>All that there are on a machine, also those that are at work.</summary>
    public static async Task<IReadOnlyList<LeftService>> FindAsync(SmbConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        var services = await connection.Services.ListAsync(RunNames.ServicePrefix, cancellationToken);
        var entries = await (await connection.ShareAsync(cancellationToken)).ListAsync($@"{OneTimeRun.TempFolder}\{RunNames.FolderPrefix}*", cancellationToken);
        var runs = services.Select(RunNames.OfService).Concat(entries.Where(entry => entry.IsFolder).Select(entry => RunNames.OfFolder(entry.Name)));
        return [.. runs.OfType<Guid>().Distinct().Select(run => new LeftService(connection, run, services, time))];
    }

    public async Task<bool> EndAsync(OperationKind? kind, CancellationToken cancellationToken)
    {
        if (!HasService || !await _run.IsActiveAsync(cancellationToken))
        {
            return false;
        }

        if (kind is { } known)
        {
            await _run.EndAsync(known, cancellationToken);
        }

        return true;
    }

    public Task<bool> TryRemoveAsync(CancellationToken cancellationToken) => _connection.CleanUpAsync((_, token) => _run.RemoveAsync(token));

    public override string ToString() => HasService ? $"{_run.FolderThere}, or the service {_run.Service}," : _run.FolderThere;
}
