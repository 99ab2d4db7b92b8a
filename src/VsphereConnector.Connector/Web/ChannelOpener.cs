using System.Net;
using System.Net.WebSockets;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Enrolment;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Web;

/// <summary>Opens the WebSocket of a channel and exchanges hello and welcome.</summary>
internal sealed class ChannelOpener(IMachine machine, ConnectorFolder folder, Guid connectorId)
{
    /// <summary>Tells this process from another with the same certificate.</summary>
    private readonly Guid _processInstance = Guid.NewGuid();

    /// <exception cref="ChannelRefusedException">The server answers, but opens no channel.</exception>
    public async Task<WebChannel> OpenAsync(
        ConnectorSettings settings, string url, ConnectorIdentity identity, ServerTrust trust, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ServerConnection.ConnectTimeout, machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var handler = ServerConnection.CreateHandler(machine, settings, trust, identity.ForTls);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(settings.KeepAliveSeconds);
        socket.Options.KeepAliveTimeout = ChannelLimits.KeepAliveTimeout;
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(AddressOf(url), invoker, either.Token);
            return new WebChannel(socket);
        }
        catch (WebSocketException exception) when (socket.HttpStatusCode is >= HttpStatusCode.Continue and var status)
        {
            socket.Dispose();
            throw new ChannelRefusedException(url, status, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task<Welcome> GreetAsync(WebChannel channel, IReadOnlyList<Guid> unconfirmed, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ChannelLimits.HelloTimeout, machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var hello = new Hello
        {
            ProtocolVersion = ChannelLimits.ProtocolVersion,
            Version = ConnectorVersion.Current,
            Machine = machine.ReadIdentity(),
            ProcessInstance = _processInstance,
            ConnectorId = connectorId,
            Folder = folder.Path,
            Unconfirmed = unconfirmed,
        };
        await channel.SendAsync(hello, either.Token);
        return await channel.ReceiveAsync(either.Token) as Welcome
            ?? throw new ChannelClosedException((int)WebSocketCloseStatus.ProtocolError, "The server's first message is no welcome.");
    }

    private static Uri AddressOf(string url) =>
        new UriBuilder(new Uri(new Uri(url), ConnectorPaths.Channel)) { Scheme = Uri.UriSchemeWss }.Uri;
}

/// <summary>The server answered the opening with an HTTP status.</summary>
internal sealed class ChannelRefusedException(string url, HttpStatusCode status, Exception inner)
    : Exception($"{url} answers {(int)status} instead of opening the channel{Hint(status)}.", inner)
{
    private static string Hint(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ": the certificate of this connector is not accepted any more; install it anew",
        HttpStatusCode.NotFound => ": the address leads to something else",
        HttpStatusCode.ProxyAuthenticationRequired => ": the proxy wants credentials",
        _ => "",
    };
}
