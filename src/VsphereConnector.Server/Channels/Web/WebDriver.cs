using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>The channel that a connector opens by itself.</summary>
internal sealed class WebDriver(WebChannelHub hub, TimeProvider time) : IDriver
{
    /// <summary>
    /// A connector that was just lost, or has not come yet after a start of this server, gets this long before another road is taken. Its
    /// first tries follow each other within a few seconds.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public OperationChannel Channel => OperationChannel.Web;

    public bool Carries(OperationKind kind) => OperationTarget.IsForTheConnector(kind);

    public ValueTask<DriverOffer> OfferAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Offer(endpoint));

    public async Task<OperationEnd> RunAsync(OperationRun run, DriverEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (hub.Find(endpoint.Connector!.Id) is not { } channel || channel.Attach(run.Operation.Id) is not { } mailbox)
        {
            throw new DriverException(DriverFault.Passing, NotConnected(endpoint));
        }

        try
        {
            return await new OperationExchange(run, channel, mailbox, time).CarryOutAsync(cancellationToken);
        }
        catch (ChannelLostException lost)
        {
            throw new DriverException(DriverFault.Passing, lost.Error, lost);
        }
        finally
        {
            channel.Detach(run.Operation.Id);
        }
    }

    private DriverOffer Offer(DriverEndpoint endpoint)
    {
        if (hub.Find(endpoint.Connector!.Id) is not null)
        {
            return new DriverOffer.Open();
        }

        var until = hub.GoneSince(endpoint.Connector.Id) + Patience;
        return until > time.GetUtcNow() ? new DriverOffer.Awaited(until, NotConnected(endpoint)) : new DriverOffer.Usable();
    }

    private static OperationError NotConnected(DriverEndpoint endpoint) => new(
        "connector-not-connected",
        $"The connector of {endpoint.Name} is not connected; the operation starts as soon as it is.",
        "If it stays away, see that the virtual machine runs and reaches the server's address for connectors.");
}
