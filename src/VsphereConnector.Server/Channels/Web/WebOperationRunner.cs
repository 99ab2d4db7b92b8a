using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>Carries operations out over the WEB channel of their connector.</summary>
internal sealed class WebOperationRunner(ConnectorStore connectors, WebChannelHub hub, TimeProvider time) : IOperationRunner
{
    /// <summary>A channel that opens wakes what waits for it; this is for a wake-up that was lost.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public bool Carries(OperationKind kind) => !OperationTarget.GoesByGuestOperations(kind);

    public async Task<OperationEnd> RunAsync(OperationRun run, CancellationToken cancellationToken)
    {
        if (run.GetCheckpoint(WebOperationJson.Default.WebCheckpoint)?.Finished is { } finished)
        {
            return WebOperationEnd.Of(finished, run.StopReason);
        }

        var target = run.Operation.Target;
        var matches = await connectors.ForAsync(target, CancellationToken.None);
        if (matches is not [var connector])
        {
            return new OperationEnd.Failed(matches.Count == 0 ? NotInstalled(target) : Ambiguous(target));
        }

        var resolved = target with { ConnectorId = connector.Id, InstanceUuid = connector.InstanceUuid };
        await run.TryResolveTargetAsync(resolved, CancellationToken.None);
        if (hub.Find(connector.Id) is not { } channel || channel.Attach(run.Operation.Id) is not { } mailbox)
        {
            return Wait(run, connector, cancellationToken);
        }

        try
        {
            return await new WebOperationExchange(run, channel, mailbox, time).CarryOutAsync(cancellationToken);
        }
        catch (ChannelLostException lost)
        {
            return new OperationEnd.RetryAt(time.GetUtcNow() + LongestWait, lost.Error);
        }
        finally
        {
            channel.Detach(run.Operation.Id);
        }
    }

    /// <summary>When the connector comes back it starts this at once, or is told to end what has ended here.</summary>
    private OperationEnd Wait(OperationRun run, Connector connector, CancellationToken cancellationToken)
    {
        if (run.StopReason == StopReason.CancelRequested)
        {
            return new OperationEnd.Cancelled();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new OperationEnd.RetryAt(time.GetUtcNow() + LongestWait, NotConnected(connector));
    }

    private static OperationError NotInstalled(OperationTarget target) => target.Kind == TargetKind.Connector
        ? new("connector-unknown", $"There is no connector {target.ConnectorId}.", "Choose one of those that GET /api/v1/connectors lists.")
        : new("connector-not-installed", $"There is no connector on {target}.", "Install it first: submit InstallConnector for this machine.");

    private static OperationError Ambiguous(OperationTarget target) => new(
        "virtual-machine-ambiguous",
        $"More than one virtual machine with a connector is called {target}.",
        "Name the connector's id, or the vCenter and the managed object id.");

    private static OperationError NotConnected(Connector connector) => new(
        "connector-not-connected",
        $"The connector of {connector.Name} is not connected; the operation starts as soon as it is.",
        "If it stays away, see that the virtual machine runs and reaches the server's address for connectors.");
}
