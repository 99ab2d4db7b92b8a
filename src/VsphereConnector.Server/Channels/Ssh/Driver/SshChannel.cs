using System.Net.WebSockets;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>
/// A channel that this server opens, for one operation: the connector's program connects it to the connector that runs on the endpoint.
/// From there on it is as one that the connector opens.
/// </summary>
internal sealed class SshChannel : SocketChannel, IAsyncDisposable
{
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(5);

    private readonly ChannelSocket _socket;
    private readonly DuplexStream _pipes;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private Task<SshCommandResult> _program = null!;
    private Task _reading = Task.CompletedTask;

    private SshChannel(Connector connector, DuplexStream pipes, ChannelSocket socket, TimeProvider time)
        : base(OperationChannel.Ssh, connector, socket) => (_pipes, _socket, _time) = (pipes, socket, time);

    /// <exception cref="DriverException">The connector was not reached, or it is another one.</exception>
    /// <exception cref="SshException">The program could not be started.</exception>
    public static async Task<SshChannel> OpenAsync(
        SshConnection connection, SshRoute route, Connector connector, Guid operationId, ChannelConversation conversation, TimeProvider time, CancellationToken cancellationToken)
    {
        var pipes = new DuplexStream();
        var webSocket = WebSocket.CreateFromStream(pipes, new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = ChannelLimits.KeepAliveInterval,
            KeepAliveTimeout = ChannelLimits.KeepAliveTimeout,
        });
        var channel = new SshChannel(connector, pipes, new ChannelSocket(webSocket, time), time);
        channel._program = channel.RunProgramAsync(connection, route);
        try
        {
            var hello = await channel.HelloAsync(connection.Target, cancellationToken);
            channel.Check(hello, connection.Target);
            await conversation.WelcomeAsync(channel, hello, operationId, cancellationToken);
            channel._reading = channel.ReadAsync(conversation);
            return channel;
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.SayCloseAsync((int)WebSocketCloseStatus.NormalClosure, "");
        _pipes.EndInput();
        try
        {
            await _program.WaitAsync(GoodbyeTimeout, _time);
        }
        catch (Exception exception) when (exception is TimeoutException or SshException or OperationCanceledException)
        {
            await _ending.CancelAsync();
        }

        await Task.WhenAll(_program, _reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        MarkClosed();
        _socket.Dispose();
        _ending.Dispose();
    }

    private async Task<SshCommandResult> RunProgramAsync(SshConnection connection, SshRoute route)
    {
        try
        {
            // Without the variable the program's runtime makes pipes for debuggers in /tmp.
            var command = new SshCommand($"DOTNET_EnableDiagnostics=0 exec {ShellText.Quote(ConnectorFiles.ProgramOf(Connector))} channel")
            {
                Sudo = route.Sudo,
                Input = _pipes.ProgramInput,
                Output = _pipes.ProgramOutput,
                Timeout = Timeout.InfiniteTimeSpan,
            };
            return await connection.RunAsync(command, _ending.Token);
        }
        finally
        {
            _pipes.EndOutput();
        }
    }

    private async Task<Hello> HelloAsync(SshTarget target, CancellationToken cancellationToken)
    {
        // The program waits up to half a minute for a connector that it has to start.
        using var limit = new CancellationTokenSource(ChannelLimits.HelloTimeout * 4, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _socket.ReceiveAsync(either.Token) as Hello ?? throw SshDriverErrors.NoHello(target);
        }
        catch (Exception exception) when (ChannelSocket.IsEndOfConnection(exception) && !cancellationToken.IsCancellationRequested)
        {
            if (limit.IsCancellationRequested)
            {
                throw SshDriverErrors.NoHello(target);
            }

            var result = await _program;
            throw SshDriverErrors.ProgramEnded(target, ConnectorFiles.ProgramOf(Connector), result);
        }
    }

    /// <summary>Addresses are given anew, and machines are copied: what is behind this one may be another.</summary>
    private void Check(Hello hello, SshTarget target)
    {
        if (hello.ProtocolVersion != ChannelLimits.ProtocolVersion || (hello.ConnectorId is { } id && id != Connector.Id)
            || !MachineIdentity.AreSame(Connector.Machine, hello.Machine))
        {
            throw SshDriverErrors.AnotherConnector(target, Connector.Name, hello.Machine.HostName);
        }
    }

    private async Task ReadAsync(ChannelConversation conversation)
    {
        try
        {
            while (await _socket.ReceiveAsync(_ending.Token) is { } message)
            {
                await conversation.RouteAsync(this, message, _ending.Token);
            }
        }
        catch (ChannelProtocolException violation)
        {
            await _socket.SayCloseAsync(violation.CloseCode, violation.Message);
        }
        catch (Exception exception) when (ChannelSocket.IsEndOfConnection(exception))
        {
            // Whoever waits for something on it is told below.
        }
        finally
        {
            MarkClosed();
        }
    }
}
