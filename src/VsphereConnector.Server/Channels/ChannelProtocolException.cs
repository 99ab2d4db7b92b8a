using System.Net.WebSockets;

namespace VsphereConnector.Server.Channels;

/// <summary>The other side does not keep to the protocol: the channel is closed with this code (RFC 6455, 7.4).</summary>
internal sealed class ChannelProtocolException(int closeCode, string reason) : Exception(reason)
{
    public int CloseCode => closeCode;

    public static ChannelProtocolException TooBig() => new((int)WebSocketCloseStatus.MessageTooBig, "The message is too big.");

    public static ChannelProtocolException NotText() =>
        new((int)WebSocketCloseStatus.InvalidMessageType, "Messages are JSON objects in text frames.");

    public static ChannelProtocolException Malformed() =>
        new((int)WebSocketCloseStatus.InvalidPayloadData, "The message is not one of this protocol.");

    public static ChannelProtocolException Violation(string reason) => new((int)WebSocketCloseStatus.PolicyViolation, reason);
}
