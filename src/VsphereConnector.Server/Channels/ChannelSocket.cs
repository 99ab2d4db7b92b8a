using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Channels;

/// <summary>Reads and writes messages on a WebSocket. A quiet one holds no buffer.</summary>
internal sealed class ChannelSocket(WebSocket socket, TimeProvider time) : IDisposable
{
    private const int FirstBufferBytes = 4096;

    /// <summary>Longer than a dead connection takes to be noticed (<see cref="ChannelLimits.KeepAliveTimeout"/> after a ping).</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>The next message, or null when the other side closes.</summary>
    /// <exception cref="ChannelProtocolException">What came is not a message.</exception>
    public async Task<ChannelMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var arrival = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
        if (arrival.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            var length = 0;
            while (!arrival.EndOfMessage)
            {
                buffer = Grown(buffer, length);
                arrival = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += arrival.Count;
                if (length > ChannelLimits.MaximumMessageBytes)
                {
                    throw ChannelProtocolException.TooBig();
                }
            }

            return arrival.MessageType == WebSocketMessageType.Text ? Parse(buffer.AsSpan(0, length)) : throw ChannelProtocolException.NotText();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether the other side would refuse the message for its length.</summary>
    public static bool IsTooBig(ChannelMessage message) => Bytes(message).Length > ChannelLimits.MaximumMessageBytes;

    /// <summary>Sends one message after those that are on their way; waits where the other side does not read.</summary>
    public async Task SendAsync(ChannelMessage message, CancellationToken cancellationToken)
    {
        var bytes = Bytes(message);
        using var limit = new CancellationTokenSource(SendTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await _sending.WaitAsync(both.Token);
        try
        {
            // Half a message would be the end of the channel: once begun, only the time-out ends it.
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Tells the other side that the channel ends and why; nothing is sent afterwards. Does not throw.</summary>
    public async Task SayCloseAsync(int code, string reason)
    {
        try
        {
            using var limit = new CancellationTokenSource(CloseTimeout, time);
            await _sending.WaitAsync(limit.Token);
            try
            {
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, limit.Token);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
            socket.Abort();
        }
    }

    /// <summary>Waits shortly for the other side's goodbye, then ends the connection. Only for the one who receives.</summary>
    public async Task DrainAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(CloseTimeout, time);
            var ignored = new byte[FirstBufferBytes];
            while (socket.State == WebSocketState.CloseSent)
            {
                await socket.ReceiveAsync(ignored.AsMemory(), limit.Token);
            }
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
            socket.Abort();
        }
    }

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => socket.Abort();

    /// <summary>Whether <paramref name="exception"/> is how a WebSocket tells that its connection has ended.</summary>
    public static bool IsEndOfConnection(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException;

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }

    private static byte[] Bytes(ChannelMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ChannelMessage);

    private static ChannelMessage Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ContractsJson.Default.ChannelMessage) ?? throw ChannelProtocolException.Malformed();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw ChannelProtocolException.Malformed();
        }
    }

    private static byte[] Grown(byte[] buffer, int length)
    {
        if (length < buffer.Length)
        {
            return buffer;
        }

        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
