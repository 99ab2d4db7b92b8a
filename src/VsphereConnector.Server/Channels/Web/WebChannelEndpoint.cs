using System.Net.WebSockets;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Web;

/// <summary>A WEB channel from its opening to its end.</summary>
internal sealed partial class WebChannelEndpoint(
    ConnectorCertificate certificates,
    ConnectorStore connectors,
    WebChannelHub hub,
    ChannelConversation operations,
    Suspensions suspensions,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<WebChannelEndpoint> log)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(ConnectorPaths.Channel, (HttpContext context, WebChannelEndpoint endpoint) => endpoint.ServeAsync(context))
            .ExcludeFromDescription();

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "This is a WebSocket.").ExecuteAsync(context);
            return;
        }

        Connector? connector;
        try
        {
            connector = await certificates.OwnerAsync(context.Connection.ClientCertificate, grace: TimeSpan.Zero, context.RequestAborted);
        }
        catch (EnrolmentRefusedException refused)
        {
            await refused.Problem.ExecuteAsync(context);
            return;
        }

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = ChannelLimits.KeepAliveInterval,
            KeepAliveTimeout = ChannelLimits.KeepAliveTimeout,
        });
        using var socket = new ChannelSocket(webSocket, time);
        var (code, reason) = await EndOfAsync(connector, socket, context);
        await socket.SayCloseAsync(code, reason);
        await socket.DrainAsync();
    }

    /// <summary>Serves the channel and returns how to take leave.</summary>
    private async Task<(int Code, string Reason)> EndOfAsync(Connector? connector, ChannelSocket socket, HttpContext context)
    {
        try
        {
            if (connector is null)
            {
                throw Unknown();
            }

            var hello = await HelloAsync(socket, context.RequestAborted);
            await CheckMachineAsync(connector, hello, context);
            var channel = new WebChannel(connector, hello, context.Connection.ClientCertificate!.SerialNumber, socket);
            return await ServeAsync(channel, hello, socket, context);
        }
        catch (ChannelProtocolException violation)
        {
            LogViolation(log, context.Connection.RemoteIpAddress, violation.CloseCode, violation.Message);
            return (violation.CloseCode, violation.Message);
        }
        catch (Exception e) when (ChannelSocket.IsEndOfConnection(e))
        {
            return ((int)WebSocketCloseStatus.EndpointUnavailable, "The connection has ended.");
        }
    }

    private async Task<Hello> HelloAsync(ChannelSocket socket, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ChannelLimits.HelloTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await socket.ReceiveAsync(both.Token) switch
        {
            Hello { ProtocolVersion: ChannelLimits.ProtocolVersion } hello => hello,
            Hello => throw new ChannelProtocolException(
                ChannelCloseCodes.Unsupported, $"This server speaks version {ChannelLimits.ProtocolVersion} of the protocol."),
            null => throw new OperationCanceledException(),
            _ => throw ChannelProtocolException.Violation("The first message is hello."),
        };
    }

    private async Task CheckMachineAsync(Connector connector, Hello hello, HttpContext context)
    {
        if (MachineIdentity.AreSame(connector.Machine, hello.Machine))
        {
            return;
        }

        await connectors.AddEventAsync(
            connector.Id,
            "clone-refused",
            $"A clone of {connector.Name} ({hello.Machine.HostName}, {context.Connection.RemoteIpAddress}) tried to connect as its connector "
            + "and was refused. Install the connector in the clone to give it an identity of its own.",
            context.RequestAborted);
        LogClone(log, connector.Id, hello.Machine.HostName, context.Connection.RemoteIpAddress);
        throw new ChannelProtocolException(ChannelCloseCodes.NotThisMachine, "This certificate belongs to another machine.");
    }

    private async Task<(int Code, string Reason)> ServeAsync(WebChannel channel, Hello hello, ChannelSocket socket, HttpContext context)
    {
        if (!await hub.AdmitAsync(channel, context.RequestAborted))
        {
            await connectors.AddEventAsync(
                channel.Connector.Id,
                "second-process-refused",
                $"A second process ({context.Connection.RemoteIpAddress}) tried to connect as the connector of {channel.Connector.Name} "
                + "while the first was connected, and was refused.",
                context.RequestAborted);
            return (ChannelCloseCodes.NotThisMachine, "The owner of this certificate is connected.");
        }

        try
        {
            return await ServeAdmittedAsync(channel, hello, socket, context);
        }
        finally
        {
            hub.Remove(channel);
            if (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await connectors.DisconnectedAsync(channel.Connector.Id, channel.Id, CancellationToken.None);
                LogClosed(log, channel.Connector.Id, channel.Connector.Name);
            }
        }
    }

    private async Task<(int Code, string Reason)> ServeAdmittedAsync(WebChannel channel, Hello hello, ChannelSocket socket, HttpContext context)
    {
        var (id, address) = (channel.Connector.Id, context.Connection.RemoteIpAddress);
        var arrival = new ConnectorArrival(channel.Id, channel.Serial, hello.Version, address?.ToString(), hello.Folder);
        if (!await connectors.ConnectedAsync(id, arrival, context.RequestAborted))
        {
            throw Unknown();
        }

        await operations.WelcomeAsync(channel, hello, context.RequestAborted);
        await suspensions.ResetAsync(channel.Connector.InstanceUuid, OperationChannel.Web, context.RequestAborted);
        hub.Open(channel);
        LogOpened(log, id, channel.Connector.Name, address);
        await operations.WakeAsync(channel.Connector, context.RequestAborted);

        while (await socket.ReceiveAsync(context.RequestAborted) is { } message)
        {
            await operations.RouteAsync(channel, message, context.RequestAborted);
        }

        return ((int)WebSocketCloseStatus.NormalClosure, "");
    }

    private static ChannelProtocolException Unknown() =>
        new(ChannelCloseCodes.Unknown, "The connector is not known any more, or its certificate was withdrawn.");

    [LoggerMessage(3101, LogLevel.Information, "The channel of connector {ConnectorId} on {Name} is open, from {Address}")]
    private static partial void LogOpened(ILogger logger, Guid connectorId, string name, System.Net.IPAddress? address);

    [LoggerMessage(3102, LogLevel.Information, "The channel of connector {ConnectorId} on {Name} is closed")]
    private static partial void LogClosed(ILogger logger, Guid connectorId, string name);

    [LoggerMessage(3103, LogLevel.Warning, "A clone of connector {ConnectorId} ({HostName}, {Address}) was refused")]
    private static partial void LogClone(ILogger logger, Guid connectorId, string hostName, System.Net.IPAddress? address);

    [LoggerMessage(3104, LogLevel.Warning, "A channel from {Address} is closed with {Code}: {Reason}")]
    private static partial void LogViolation(ILogger logger, System.Net.IPAddress? address, int code, string reason);
}
