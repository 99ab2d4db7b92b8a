using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>Tells an installation when the connector that it installed is there.</summary>
internal sealed class ConnectorOnline(EnrolmentTokens tokens, WebChannelHub hub)
{
    /// <summary>
    /// Waits until the connector that enrolled by a token of <paramref name="operationId"/> has opened its channel with the certificate
    /// of that enrolment. May be called again after a restart of the server.
    /// </summary>
    public async Task<Connector> WaitForChannelAsync(Guid operationId, string instanceUuid, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = hub.NextAsync(instanceUuid);
            if (await tokens.EnrolledAsync(operationId, cancellationToken) is { RenewedSerial: null } connector
                && hub.Find(connector.Id)?.Serial == connector.Serial)
            {
                return connector;
            }

            await next.WaitAsync(cancellationToken);
        }
    }
}
