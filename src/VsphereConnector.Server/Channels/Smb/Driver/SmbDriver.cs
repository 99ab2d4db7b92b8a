using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>Leads to Windows machines that this server may log on to as an administrator.</summary>
internal sealed class SmbDriver(
    SmbRoutes routes, SmbConnections connections, LockoutGuard guard, Leftovers leftovers, SmbTransfers transfers, TimeProvider time) : IDriver
{
    public OperationChannel Channel => OperationChannel.Smb;

    public bool Carries(OperationKind kind) => OperationTarget.IsForTheConnector(kind);

    public async ValueTask<DriverOffer> OfferAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return new DriverOffer.Usable((await routes.FindAsync(run, endpoint, cancellationToken)).Setup);
        }
        catch (OperationException none)
        {
            return new DriverOffer.None(none.Error);
        }
    }

    public async Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        // What is to be ended is reached as what is to be begun.
        var connecting = run.StopReason is StopReason.CancelRequested or StopReason.TimedOut ? CancellationToken.None : cancellationToken;
        var route = await RouteAsync(run, endpoint, connecting);
        try
        {
            return await ExchangeAsync(run, endpoint, route, connecting, cancellationToken);
        }
        catch (SmbException exception)
        {
            throw SmbDriverErrors.Of(exception);
        }
        catch (LogonHeldException held)
        {
            // A person may let it be tried again at any time; to ask the guard costs nothing.
            throw new DriverException(DriverFault.Passing, held.Error, held);
        }
    }

    private async Task<SmbRoute> RouteAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await routes.FindAsync(run, endpoint, cancellationToken);
        }
        catch (OperationException exception)
        {
            throw new DriverException(DriverFault.Passing, exception.Error, exception);
        }
    }

    private async Task<OperationEnd> ExchangeAsync(OperationRun run, DriverEndpoint endpoint, SmbRoute route, CancellationToken connecting, CancellationToken stop)
    {
        await using var connection = await ConnectAsync(run, route, connecting);
        await transfers.BringPackageAsync(run, connection, endpoint.Connector!, connecting);
        var once = new OneTimeRun(connection, run.Operation.Id, time);
        await using var channel = new SmbChannel(
            connection, once, endpoint.Connector!, run.Operation, await run.GetOutputLengthAsync(CancellationToken.None), time);
        try
        {
            var exchange = new OperationExchange(run, channel, channel.Attach(run.Operation.Id)!, time)
            {
                Fetch = file => transfers.FetchAsync(run, file, connection, CancellationToken.None),
            };
            var end = await exchange.CarryOutAsync(stop);
            await channel.RemoveAsync();
            return end;
        }
        catch (ChannelLostException lost)
        {
            throw channel.Failure ?? new DriverException(DriverFault.Passing, lost.Error, lost);
        }
    }

    private async Task<SmbConnection> ConnectAsync(OperationRun run, SmbRoute route, CancellationToken cancellationToken)
    {
        await using var attempt = await guard.TryBeginAsync(route.Logon, route.Machine, run.Operation.Id, cancellationToken)
            ?? await run.WaitOutsideTimeoutAsync(waiting => guard.BeginAsync(route.Logon, route.Machine, run.Operation.Id, waiting), cancellationToken);
        var connection = await OpenAsync(route, attempt, cancellationToken);
        try
        {
            await run.ReportAsync("connect", $"Logged on as {route.Target}.", cancellationToken: CancellationToken.None);
            if (await leftovers.RemoveAsync(connection, cancellationToken) is > 0 and var removed)
            {
                await run.ReportAsync("leftovers", $"Removed what {removed} earlier operations had left.", level: EventLevel.Warning, cancellationToken: CancellationToken.None);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<SmbConnection> OpenAsync(SmbRoute route, LogonTry attempt, CancellationToken cancellationToken)
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
