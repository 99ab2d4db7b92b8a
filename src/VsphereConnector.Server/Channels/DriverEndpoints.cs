using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>Finds the endpoint that an operation is for.</summary>
internal sealed class DriverEndpoints(ConnectorStore connectors)
{
    /// <summary>Looks the target up and completes it.</summary>
    /// <exception cref="OperationException">There is no connector, or more than one.</exception>
    public async Task<DriverEndpoint> ForAsync(OperationRun run, CancellationToken cancellationToken)
    {
        var target = run.Operation.Target;
        if (run.Operation.Kind == OperationKind.InstallConnector)
        {
            // Whoever installs looks the machine up.
            var present = target.InstanceUuid is { } uuid ? await connectors.FindAsync(uuid, cancellationToken) : null;
            return new DriverEndpoint { Key = target.InstanceUuid, Name = target.ToString(), Connector = present };
        }

        var matches = await connectors.ForAsync(target, CancellationToken.None);
        if (matches is not [var connector])
        {
            throw new OperationException(matches.Count == 0 ? NotInstalled(target) : Ambiguous(target));
        }

        await run.TryResolveTargetAsync(target with { ConnectorId = connector.Id, InstanceUuid = connector.InstanceUuid }, CancellationToken.None);
        return new DriverEndpoint { Key = connector.InstanceUuid, Name = connector.Name, Connector = connector };
    }

    private static OperationError NotInstalled(OperationTarget target) => target.Kind == TargetKind.Connector
        ? new("connector-unknown", $"There is no connector {target.ConnectorId}.", "Choose one of those that GET /api/v1/connectors lists.")
        : new("connector-not-installed", $"There is no connector on {target}.", "Install it first: submit InstallConnector for this machine.");

    private static OperationError Ambiguous(OperationTarget target) => new(
        "virtual-machine-ambiguous",
        $"More than one virtual machine with a connector is called {target}.",
        "Name the connector's id, or the vCenter and the managed object id.");
}
