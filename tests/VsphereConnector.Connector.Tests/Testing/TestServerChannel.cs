using System.Net.WebSockets;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>The server's end of a channel, in the hands of a test.</summary>
internal sealed class TestServerChannel(WebSocket socket, string serial)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[ChannelLimits.MaximumMessageBytes];

    public Task Ended => _ended.Task;

    public string CertificateSerial => serial;

    public Hello Hello { get; private set; } = null!;

    public async Task ReadHelloAsync(CancellationToken cancellationToken) => Hello = await ReceiveAsync<Hello>(cancellationToken);

    public Task WelcomeAsync(CancellationToken cancellationToken, Welcome? welcome = null) => SendAsync(welcome ?? new Welcome(), cancellationToken);

    public Task SendAsync(ChannelMessage message, CancellationToken cancellationToken) =>
        SendBytesAsync(JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ChannelMessage), cancellationToken);

    public Task SendBytesAsync(byte[] bytes, CancellationToken cancellationToken) =>
        socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    public Task StartTaskAsync(Guid id, RunTaskParameters parameters, CancellationToken cancellationToken, double timeoutSeconds = 60) => SendAsync(
        new StartOperation
        {
            OperationId = id,
            Kind = OperationKind.RunTask,
            Parameters = JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.RunTaskParameters),
            TimeoutSeconds = timeoutSeconds,
        },
        cancellationToken);

    /// <summary>Runs an operation to its end and confirms it.</summary>
    public async Task<OperationFinished> RunAsync(
        OperationKind kind, JsonElement? parameters, CancellationToken cancellationToken, Guid? id = null, double timeoutSeconds = 120)
    {
        var operation = id ?? Guid.NewGuid();
        await SendAsync(
            new StartOperation { OperationId = operation, Kind = kind, Parameters = parameters, TimeoutSeconds = timeoutSeconds }, cancellationToken);
        var (end, _) = await ReceiveEndAsync(operation, cancellationToken);
        await SendAsync(new FinishReceived(operation), cancellationToken);
        return end;
    }

    public async Task<ChannelMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        ValueWebSocketReceiveResult result;
        do
        {
            result = await socket.ReceiveAsync(_buffer.AsMemory(count), cancellationToken);
            count += result.Count;
        }
        while (!result.EndOfMessage);
        Assert.True(result.MessageType == WebSocketMessageType.Text, $"closed with {socket.CloseStatus}: {socket.CloseStatusDescription}");
        return JsonSerializer.Deserialize(_buffer.AsSpan(0, count), ContractsJson.Default.ChannelMessage)!;
    }

    public async Task<T> ReceiveAsync<T>(CancellationToken cancellationToken)
        where T : ChannelMessage => Assert.IsType<T>(await ReceiveAsync(cancellationToken));

    /// <summary>Reads up to the end of an operation, acknowledging output; returns the end and what came before it.</summary>
    public async Task<(OperationFinished End, List<OperationOutput> Output)> ReceiveEndAsync(Guid id, CancellationToken cancellationToken)
    {
        var output = new List<OperationOutput>();
        while (true)
        {
            switch (await ReceiveAsync(cancellationToken))
            {
                case OperationOutput piece when piece.OperationId == id:
                    output.Add(piece);
                    await SendAsync(new OutputReceived(id, piece.Offset + piece.Data.Length), cancellationToken);
                    break;
                case OperationFinished finished when finished.OperationId == id:
                    return (finished, output);
            }
        }
    }

    /// <summary>The code with which the connector closes; reads over what comes before.</summary>
    public async Task<int?> ReceiveCloseAsync(CancellationToken cancellationToken)
    {
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
        }

        _ended.TrySetResult();
        return (int?)socket.CloseStatus;
    }

    public async Task CloseAsync(int code, CancellationToken cancellationToken)
    {
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, "test", cancellationToken);
        _ended.TrySetResult();
    }

    public void Abort()
    {
        socket.Abort();
        _ended.TrySetResult();
    }
}
