using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Channels;

/// <summary>What a channel and the ledger have to say to each other outside the run of an operation.</summary>
internal sealed class ChannelConversation(OperationLedger ledger, Database database)
{
    /// <summary>
    /// Answers a hello: how much of its unconfirmed operations is here, which of them are unknown. Those that have ended here meanwhile
    /// are to end there too.
    /// </summary>
    public Task WelcomeAsync(ConnectorChannel channel, Hello hello, CancellationToken cancellationToken) =>
        WelcomeAsync(channel, hello, only: null, cancellationToken);

    /// <inheritdoc cref="WelcomeAsync(ConnectorChannel, Hello, CancellationToken)"/>
    /// <param name="channel">The channel.</param>
    /// <param name="hello">What is answered.</param>
    /// <param name="only">The one operation that the channel is for; null: all of them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WelcomeAsync(ConnectorChannel channel, Hello hello, Guid? only, CancellationToken cancellationToken)
    {
        var received = new Dictionary<Guid, long>();
        var forget = new List<Guid>();
        var ended = new List<Guid>();
        foreach (var id in hello.Unconfirmed.Where(id => only is null || only == id))
        {
            if (await FindAsync(channel.Connector, id, cancellationToken) is not { } operation)
            {
                forget.Add(id);
                continue;
            }

            received[id] = await database.ReadAsync(connection => OperationOutputTable.Length(connection, id), cancellationToken);
            if (operation.HasEnded)
            {
                ended.Add(id);
            }
        }

        await channel.TrySendAsync(new Welcome { OutputReceived = received, Forget = forget, Only = only }, cancellationToken);
        foreach (var id in ended)
        {
            await channel.TrySendAsync(new CancelOperation(id), cancellationToken);
        }
    }

    /// <summary>Starts what waited for this connector.</summary>
    public Task WakeAsync(Connector connector, CancellationToken cancellationToken) =>
        ledger.WakeAsync(connector.Id, connector.InstanceUuid, cancellationToken);

    /// <summary>Hands a message to the run of its operation; keeps it where that run has not begun yet.</summary>
    /// <exception cref="ChannelProtocolException">A connector does not send such a message.</exception>
    public async Task RouteAsync(ConnectorChannel channel, ChannelMessage message, CancellationToken cancellationToken)
    {
        var id = message switch
        {
            OperationAccepted accepted => accepted.OperationId,
            OperationOutput { Data.Length: > ChannelLimits.MaximumOutputBytes } =>
                throw ChannelProtocolException.Violation("The piece of output is too long."),
            OperationOutput output => output.OperationId,
            OperationFinished finished => finished.OperationId,
            _ => throw ChannelProtocolException.Violation("A connector does not send this message now."),
        };
        if (channel.Find(id) is { } mailbox)
        {
            mailbox.Post(message);
        }
        else if (await FindAsync(channel.Connector, id, cancellationToken) is { HasEnded: false })
        {
            channel.Attach(id)?.Post(message);
        }
        else
        {
            // It has ended here, or is none of this connector's: nothing more is wanted of it.
            ChannelMessage answer = message is OperationFinished ? new FinishReceived(id) : new CancelOperation(id);
            await channel.TrySendAsync(answer, cancellationToken);
        }
    }

    private async Task<Operation?> FindAsync(Connector connector, Guid id, CancellationToken cancellationToken) =>
        await ledger.FindAsync(id, cancellationToken) is { } operation && operation.Target.ConnectorId == connector.Id ? operation : null;
}
