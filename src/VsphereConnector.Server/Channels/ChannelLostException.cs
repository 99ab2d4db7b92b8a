using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>The channel ended under an operation. The operation goes on at the endpoint, and here when the channel is back.</summary>
internal sealed class ChannelLostException(OperationError error) : Exception(error.Message)
{
    public OperationError Error => error;

    public static ChannelLostException For(string name) => new(new(
        "channel-lost",
        $"The connector of {name} lost its connection; the operation goes on when it is back.",
        "If it stays away, see that the virtual machine runs and reaches the server's address for connectors."));
}
