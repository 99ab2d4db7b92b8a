using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>A channel whose messages go over a WebSocket.</summary>
/// <param name="by">The driver that it belongs to.</param>
/// <param name="connector">Who is at the other end.</param>
/// <param name="socket">What its messages go over.</param>
internal abstract class SocketChannel(OperationChannel by, Connector connector, ChannelSocket socket) : ConnectorChannel(by, connector)
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task<bool> TrySendAsync(ChannelMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(message, cancellationToken);
            return true;
        }
        catch (Exception e) when (ChannelSocket.IsEndOfConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            socket.Abort();
            return false;
        }
    }

    /// <inheritdoc/>
    public override async Task CloseAsync(int code, string reason, TimeProvider time)
    {
        await socket.SayCloseAsync(code, reason);
        try
        {
            await Closed.WaitAsync(CloseTimeout, time);
        }
        catch (TimeoutException)
        {
            socket.Abort();
        }
    }
}
