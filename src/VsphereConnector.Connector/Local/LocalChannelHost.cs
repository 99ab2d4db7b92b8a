using System.Net.WebSockets;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Network;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Web;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Local;

/// <summary>
/// Channels that processes of this machine open: a server that cannot be reached comes by SSH or SMB instead, and has the connector's
/// program open one. What is said is the same, and so is the journal: there is one executor, whatever road an operation comes by.
/// </summary>
internal sealed class LocalChannelHost(
    IMachine machine,
    ConnectorFolder folder,
    ChannelOpener opener,
    OperationJournal journal,
    OperationExecutor executor,
    ChangeSignals changes,
    LocalOperations operations,
    DaemonStatus status,
    ConnectorLog log)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await machine.Pipes.ServeAsync(folder.LocalChannel, stream => ServeAsync(stream, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log.Warning($"'{folder.LocalChannel}' cannot be served, so the server cannot come by SSH or SMB: {exception.Message}");
        }
    }

    private async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await using var opened = stream;
            using var channel = LocalSocket.OfConnector(stream);
            await ConverseAsync(channel, cancellationToken);
        }
        catch (Exception exception) when (ServerFailure.Is(exception) || exception is ChannelClosedException or ObjectDisposedException)
        {
            log.Information($"The local channel is closed: {exception.Message}");
        }
        catch (Exception exception)
        {
            // The boundary of a channel: whatever goes wrong in one is its end, not that of the connector.
            log.Error($"The local channel failed: {exception}");
        }
    }

    private async Task ConverseAsync(WebChannel channel, CancellationToken cancellationToken)
    {
        var unconfirmed = journal.Unconfirmed.Select(entry => entry.OperationId).ToList();
        var welcome = await opener.GreetAsync(channel, unconfirmed, cancellationToken);
        log.Information("A local channel is open.");
        status.SetWelcomedLocally();
        using var changed = changes.Subscribe();
        using var session = new ChannelSession(channel, journal, executor, changed, machine.Files, machine.Time, operations);
        session.Resume(unconfirmed, welcome);
        await session.RunAsync(cancellationToken);
    }
}

/// <summary>The frames of a WebSocket on a stream, without its opening: who opens the stream is the server's side.</summary>
internal static class LocalSocket
{
    public static WebChannel OfConnector(Stream stream) => Of(stream, isServer: false);

    public static WebChannel OfServer(Stream stream) => Of(stream, isServer: true);

    private static WebChannel Of(Stream stream, bool isServer) => new(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
    {
        IsServer = isServer,
        KeepAliveInterval = ChannelLimits.KeepAliveInterval,
        KeepAliveTimeout = ChannelLimits.KeepAliveTimeout,
    }));
}
