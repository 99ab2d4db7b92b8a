using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>Logs on to Windows machines, under the guard against lock-outs, and removes there what earlier operations have left.</summary>
internal sealed class SmbEntrance(SmbConnections connections, LockoutGuard guard, Leftovers leftovers, TimeProvider time)
{
    /// <exception cref="SmbException">It does not lead there, or the machine refuses the logon.</exception>
    /// <exception cref="LogonHeldException">The account is held.</exception>
    public async Task<SmbConnection> OpenAsync(OperationRun run, SmbRoute route, CancellationToken cancellationToken)
    {
        await using var attempt = await guard.TryBeginAsync(route.Logon, route.Machine, run.Operation.Id, cancellationToken)
            ?? await run.WaitOutsideTimeoutAsync(waiting => guard.BeginAsync(route.Logon, route.Machine, run.Operation.Id, waiting), cancellationToken);
        var connection = await LogOnAsync(route, attempt, cancellationToken);
        try
        {
            await run.ReportAsync("connect", $"Logged on as {route.Target}.", cancellationToken: CancellationToken.None);
            await leftovers.RemoveAsync(run, await LeftService.FindAsync(connection, time, cancellationToken), cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<SmbConnection> LogOnAsync(SmbRoute route, LogonTry attempt, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await connections.OpenAsync(route.Target, cancellationToken);
            await attempt.EndAsync(LogonVerdict.Accepted);
            return connection;
        }
        catch (SmbException exception)
        {
            await attempt.EndAsync(VerdictOf(exception.Fault));
            throw;
        }
    }

    private static LogonVerdict VerdictOf(SmbFault fault) => fault switch
    {
        SmbFault.LogonRefused or SmbFault.AccountLocked => LogonVerdict.Refused,
        SmbFault.NotAdministrator or SmbFault.ShareMissing => LogonVerdict.Accepted,
        SmbFault.TimedOut or SmbFault.ConnectionLost => LogonVerdict.Unknown,
        _ => LogonVerdict.NotTried,
    };
}
