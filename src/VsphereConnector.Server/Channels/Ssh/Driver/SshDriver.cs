using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>Leads to Linux and Unix machines that this server may log on to.</summary>
internal sealed class SshDriver(
    SshRoutes routes,
    SshConnections connections,
    ChannelConversation conversation,
    SshTransfers transfers,
    RemoteInstallations installations,
    TimeProvider time) : IDriver
{
    public OperationChannel Channel => OperationChannel.Ssh;

    public bool Carries(OperationKind kind) => OperationTarget.IsForTheConnector(kind) || kind == OperationKind.InstallConnector;

    public async ValueTask<DriverOffer> OfferAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (RemoteInstallations.IsBegunElsewhere(run.Operation, Channel))
        {
            return new DriverOffer.None(DeploymentErrors.BegunOverAnotherRoad(endpoint.Name));
        }

        try
        {
            return new DriverOffer.Usable((await routes.FindAsync(endpoint, run, cancellationToken)).Setup);
        }
        catch (OperationException none)
        {
            return new DriverOffer.None(none.Error, Foreign: none.Error.Code == SshDriverErrors.OtherSystem);
        }
    }

    public async Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (run.Operation.Kind == OperationKind.InstallConnector && await installations.FindPresentAsync(run, endpoint) is { } present)
        {
            return present;
        }

        // What is to be ended is reached as what is to be begun.
        var connecting = run.StopReason is StopReason.CancelRequested or StopReason.TimedOut ? CancellationToken.None : cancellationToken;
        var route = await RouteAsync(run, endpoint, connecting);
        try
        {
            await using var lease = await connections.RentAsync(route.Target, connecting);
            await using var place = await lease.Connection.EnterChannelAsync(connecting);
            await run.ReportAsync("connect", $"Logged on to {route.Target}.", cancellationToken: CancellationToken.None);
            if (run.Operation.Kind == OperationKind.InstallConnector)
            {
                return await installations.RunAsync(run, endpoint, new SshWorkspace(lease.Connection, route.Sudo), cancellationToken);
            }

            await transfers.BringPackageAsync(run, lease.Connection, route, endpoint.Connector!, connecting);
            return await ExchangeAsync(run, endpoint, lease.Connection, route, connecting, cancellationToken);
        }
        catch (SshException exception)
        {
            if (exception.Fault == SshFault.SudoPasswordRefused)
            {
                await route.PasswordRefused();
            }

            throw SshDriverErrors.Of(exception);
        }
        catch (LogonHeldException held)
        {
            throw RemoteInstallations.Held(run.Operation, held, time.GetUtcNow());
        }
    }

    private async Task<SshRoute> RouteAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await routes.FindAsync(endpoint, run, cancellationToken);
        }
        catch (OperationException exception)
        {
            throw new DriverException(DriverFault.Passing, exception.Error, exception);
        }
    }

    private async Task<OperationEnd> ExchangeAsync(
        OperationRun run, DriverEndpoint endpoint, SshConnection connection, SshRoute route, CancellationToken connecting, CancellationToken stop)
    {
        await using var channel = await SshChannel.OpenAsync(connection, route, endpoint.Connector!, run.Operation.Id, conversation, time, connecting);
        var mailbox = channel.Attach(run.Operation.Id) ?? throw SshDriverErrors.NoHello(connection.Target);
        try
        {
            return await new OperationExchange(run, channel, mailbox, time)
            {
                Fetch = file => transfers.FetchAsync(run, file, connection, route, CancellationToken.None),
            }.CarryOutAsync(stop);
        }
        catch (ChannelLostException lost)
        {
            throw new DriverException(DriverFault.Passing, lost.Error, lost);
        }
    }
}
