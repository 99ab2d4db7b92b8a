using System.Threading.Channels;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Channels;

/// <summary>
/// What a connector has sent about one operation and the run has not read yet. The window of the protocol bounds it, so that the
/// channel never waits for the run of one operation.
/// </summary>
internal sealed class OperationMailbox
{
    private readonly Channel<ChannelMessage> _messages = Channel.CreateUnbounded<ChannelMessage>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private long _outputBytes;

    /// <summary>Ends when the channel is closed and all of it is read.</summary>
    public ChannelReader<ChannelMessage> Messages => _messages.Reader;

    /// <exception cref="ChannelProtocolException">More output came than the window allows.</exception>
    public void Post(ChannelMessage message)
    {
        if (message is OperationOutput { Data: var data } && Interlocked.Add(ref _outputBytes, data.Length) > ChannelLimits.OutputWindowBytes)
        {
            throw ChannelProtocolException.Violation("More output came than the window allows.");
        }

        _messages.Writer.TryWrite(message);
    }

    /// <summary>Output of this length is on disk and is about to be acknowledged.</summary>
    public void Stored(int bytes) => Interlocked.Add(ref _outputBytes, -bytes);

    public void Complete() => _messages.Writer.TryComplete();
}
