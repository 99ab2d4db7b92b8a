using System.Net.WebSockets;
using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Web;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Local;

/// <summary>
/// <c>vlink exec-operation</c>: one operation for a server that can only put files into a folder and read them. It speaks to the connector
/// as the server does, and spools what the connector says.
/// </summary>
internal sealed class FolderExchange(IMachine machine, ConnectorFolder connector, string folder)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250), Restart = TimeSpan.FromSeconds(1), ConfirmationPatience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>An upgrade restarts the connector once or twice; more than this is no restart.</summary>
    private const int MostLostChannels = 20;

    private readonly string _messages = ConnectorFolder.Join(folder, FolderExchangeFiles.Messages);
    private long _received;
    private bool _isGreeted, _isFinished, _isCancelled;

    /// <returns>0 where the end is told and confirmed, 1 where it could not be asked for, 2 where it is told and nobody confirmed it.</returns>
    public async Task<int> RunAsync(TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var request = TakeRequest();
            _received = request.OutputReceived;
            return await ConverseAsync(request.Start, cancellationToken) ? 0 : 2;
        }
        catch (Exception exception) when (exception is LocalChannelException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"vlink: {exception.Message}");
            return 1;
        }
    }

    /// <summary>It may hold secrets: it is gone before anything is done.</summary>
    private FolderExchangeRequest TakeRequest()
    {
        var path = ConnectorFolder.Join(folder, FolderExchangeFiles.Request);
        try
        {
            return JsonSerializer.Deserialize(machine.Files.ReadAllBytes(path), ContractsJson.Default.FolderExchangeRequest)
                ?? throw new LocalChannelException($"'{path}' is empty.");
        }
        catch (JsonException exception)
        {
            // The message of the parser may quote the content, and with it a secret.
            throw new LocalChannelException($"'{path}' cannot be read at {exception.Path ?? "its beginning"}.");
        }
        finally
        {
            machine.Files.Delete(path);
        }
    }

    private async Task<bool> ConverseAsync(StartOperation start, CancellationToken cancellationToken)
    {
        for (var lost = 0; ; lost++)
        {
            try
            {
                await using var stream = await new LocalChannelClient(machine, connector).OpenAsync(cancellationToken);
                using var channel = LocalSocket.OfServer(stream);
                await GreetAsync(channel, start, cancellationToken);
                await FollowAsync(channel, start.OperationId, cancellationToken);
                return await ConfirmAsync(channel, start.OperationId, cancellationToken);
            }
            catch (Exception exception) when (exception is ChannelClosedException or WebSocketException or EndOfStreamException && lost < MostLostChannels)
            {
                await Task.Delay(Restart, machine.Time, cancellationToken);
            }
        }
    }

    private async Task GreetAsync(WebChannel channel, StartOperation start, CancellationToken cancellationToken)
    {
        var hello = await channel.ReceiveAsync(cancellationToken);
        if (!_isGreeted)
        {
            _isGreeted = true;
            Spool(hello);
        }

        var welcome = new Welcome { OutputReceived = new Dictionary<Guid, long> { [start.OperationId] = _received }, Only = start.OperationId };
        await channel.SendAsync(welcome, cancellationToken);
        await CancelWhereAskedAsync(channel, start.OperationId, cancellationToken); // first: what has not begun never does
        await channel.SendAsync(start, cancellationToken);
    }

    private async Task FollowAsync(WebChannel channel, Guid operationId, CancellationToken cancellationToken)
    {
        var receiving = channel.ReceiveAsync(cancellationToken);
        while (!_isFinished)
        {
            if (await Task.WhenAny(receiving, Task.Delay(Poll, machine.Time, cancellationToken)) != receiving)
            {
                await CancelWhereAskedAsync(channel, operationId, cancellationToken);
                continue;
            }

            await TakeAsync(channel, await receiving, operationId, cancellationToken);
            receiving = _isFinished ? receiving : channel.ReceiveAsync(cancellationToken);
        }
    }

    private async Task TakeAsync(WebChannel channel, ChannelMessage message, Guid operationId, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case OperationAccepted accepted when accepted.OperationId == operationId:
                Spool(accepted);
                break;
            case OperationOutput output when output.OperationId == operationId:
                Spool(output);
                _received = output.Offset + output.Data.Length;
                await channel.SendAsync(new OutputReceived(operationId, _received), cancellationToken);
                break;
            case OperationFinished finished when finished.OperationId == operationId:
                Spool(finished);
                _isFinished = true;
                break;
        }
    }

    private async Task CancelWhereAskedAsync(WebChannel channel, Guid operationId, CancellationToken cancellationToken)
    {
        if (!_isCancelled && IsThere(FolderExchangeFiles.Cancel))
        {
            _isCancelled = true;
            await channel.SendAsync(new CancelOperation(operationId), cancellationToken);
        }
    }

    /// <summary>Waits until the server has the end, and tells the connector so: it may have waited for that to remove itself.</summary>
    private async Task<bool> ConfirmAsync(WebChannel channel, Guid operationId, CancellationToken cancellationToken)
    {
        var began = machine.Time.GetTimestamp();
        while (!IsThere(FolderExchangeFiles.Confirmed))
        {
            if (machine.Time.GetElapsedTime(began) > ConfirmationPatience)
            {
                return false;
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }

        await channel.SendAsync(new FinishReceived(operationId), cancellationToken);
        await channel.CloseAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
        await UntilClosedAsync(channel, cancellationToken);
        return true;
    }

    private async Task UntilClosedAsync(WebChannel channel, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(GoodbyeTimeout, machine.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (true)
            {
                await channel.ReceiveAsync(either.Token);
            }
        }
        catch (Exception exception) when (exception is ChannelClosedException or WebSocketException or OperationCanceledException or IOException)
        {
            // It has read what was said before.
        }
    }

    private bool IsThere(string name) => machine.Files.KindOf(ConnectorFolder.Join(folder, name)) != FileKind.None;

    private void Spool(ChannelMessage message)
    {
        using var spool = machine.Files.OpenAppend(_messages, FileModes.Private);
        spool.Write([.. JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ChannelMessage), (byte)'\n']);
        spool.Flush();
    }
}
