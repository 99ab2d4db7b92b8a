using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>Leads to Windows machines that this server may log on to as an administrator: installs connectors there, and reaches those that are.</summary>
internal sealed class SmbDriver(
    SmbRoutes routes, SmbEntrance entrance, SmbTransfers transfers, RemoteInstallations installations, TimeProvider time) : IDriver
{
    public OperationChannel Channel => OperationChannel.Smb;

    public bool Carries(OperationKind kind) => kind == OperationKind.InstallConnector || OperationTarget.IsForTheConnector(kind);

    public async ValueTask<DriverOffer> OfferAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (RemoteInstallations.IsBegunElsewhere(run.Operation, Channel))
        {
            return new DriverOffer.None(DeploymentErrors.BegunOverAnotherRoad(endpoint.Name));
        }

        try
        {
            return new DriverOffer.Usable((await routes.FindAsync(run, endpoint, cancellationToken)).Setup);
        }
        catch (OperationException none)
        {
            return new DriverOffer.None(none.Error, Foreign: none.Error.Code == SmbDriverErrors.OtherSystem);
        }
    }

    public async Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        var isInstallation = run.Operation.Kind == OperationKind.InstallConnector;
        if (isInstallation && await installations.FindPresentAsync(run, endpoint) is { } present)
        {
            return present;
        }

        // What is to be ended is reached as what is to be begun.
        var connecting = run.StopReason is StopReason.CancelRequested or StopReason.TimedOut ? CancellationToken.None : cancellationToken;
        var route = await RouteAsync(run, endpoint, connecting);
        try
        {
            await using var connection = await entrance.OpenAsync(run, route, connecting);
            return isInstallation
                ? await InstallAsync(run, endpoint, connection, cancellationToken)
                : await ExchangeAsync(run, endpoint, connection, connecting, cancellationToken);
        }
        catch (SmbException exception)
        {
            throw SmbDriverErrors.Of(exception);
        }
        catch (LogonHeldException held)
        {
            throw RemoteInstallations.Held(run.Operation, held, time.GetUtcNow());
        }
    }

    private async Task<OperationEnd> InstallAsync(OperationRun run, DriverEndpoint endpoint, SmbConnection connection, CancellationToken stop)
    {
        await using var workspace = new SmbWorkspace(connection, time, "install");
        return await installations.RunAsync(run, endpoint, workspace, stop);
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

    private async Task<OperationEnd> ExchangeAsync(
        OperationRun run, DriverEndpoint endpoint, SmbConnection connection, CancellationToken connecting, CancellationToken stop)
    {
        await transfers.BringPackageAsync(run, connection, endpoint.Connector!, connecting);
        var once = OneTimeRun.InTempFolder(connection, run.Operation.Id, time);
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
}
