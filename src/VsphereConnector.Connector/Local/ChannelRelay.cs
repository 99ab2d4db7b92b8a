using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Local;

/// <summary><c>vlink channel</c>: the connector's local channel over standard input and output, for a server that came by SSH.</summary>
internal sealed class ChannelRelay(IMachine machine, ConnectorFolder folder)
{
    /// <returns>0 after the channel has ended, 1 where none came about.</returns>
    public async Task<int> RunAsync(Stream input, Stream output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await using var channel = await new LocalChannelClient(machine, folder).OpenAsync(cancellationToken);
            await PumpAsync(channel, input, output, cancellationToken);
            return 0;
        }
        catch (LocalChannelException exception)
        {
            await error.WriteLineAsync($"vlink: {exception.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    /// <summary>Until either side ends.</summary>
    private static async Task PumpAsync(Stream channel, Stream input, Stream output, CancellationToken cancellationToken)
    {
        using var other = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var toConnector = CopyAsync(input, channel, other.Token);
        var toServer = CopyAsync(channel, output, other.Token);
        await Task.WhenAny(toConnector, toServer);
        await other.CancelAsync();
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                await to.FlushAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // That side is gone; the operation goes on in the connector.
        }
    }
}
