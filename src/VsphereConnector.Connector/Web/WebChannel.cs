using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Web;

/// <summary>An open WebSocket that carries messages. One task receives, one sends.</summary>
internal sealed class WebChannel(WebSocket socket) : IDisposable
{
    private const int FirstBufferBytes = 1024;

    /// <summary>The next message; messages to pass over are passed over.</summary>
    /// <exception cref="ChannelClosedException">The channel was closed, by the server or because of what the server sent.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task<ChannelMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ReceiveOneAsync(cancellationToken) is { } message)
            {
                return message;
            }
        }
    }

    public Task SendAsync(ChannelMessage message, CancellationToken cancellationToken) => socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ChannelMessage), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>Says why, without waiting for an answer; no failure where the connection is gone.</summary>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await socket.CloseOutputAsync(status, reason, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Nobody is there to hear it.
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task<ChannelMessage?> ReceiveOneAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            var count = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                if (count == buffer.Length)
                {
                    buffer = await GrownAsync(buffer, cancellationToken);
                }

                result = await socket.ReceiveAsync(buffer.AsMemory(count), cancellationToken);
                count += result.Count;
            }
            while (!result.EndOfMessage);

            return result.MessageType == WebSocketMessageType.Close
                ? throw new ChannelClosedException((int?)socket.CloseStatus ?? (int)WebSocketCloseStatus.Empty, socket.CloseStatusDescription ?? "")
                : await ParseAsync(buffer.AsMemory(0, count), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<byte[]> GrownAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        if (buffer.Length >= ChannelLimits.MaximumMessageBytes)
        {
            throw await RefuseAsync(WebSocketCloseStatus.MessageTooBig, "The server sent a message that is too long.", cancellationToken);
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private async Task<ChannelMessage?> ParseAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            return ReceivedMessage.Read(bytes.Span);
        }
        catch (MalformedMessageException exception)
        {
            throw await RefuseAsync(
                WebSocketCloseStatus.InvalidPayloadData, $"The server sent what is no message: {exception.Message}", cancellationToken);
        }
    }

    private async Task<ChannelClosedException> RefuseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        await CloseAsync(status, reason, cancellationToken);
        return new ChannelClosedException((int)status, reason);
    }
}

/// <summary>The channel is closed; the code (RFC 6455, 7.4, and <see cref="ChannelCloseCodes"/>) says why.</summary>
internal sealed class ChannelClosedException(int code, string reason) : Exception(reason)
{
    public int Code { get; } = code;
}
