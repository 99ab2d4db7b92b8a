using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>
/// A channel of files, for one operation: a one-time service runs the connector's program, which speaks to the connector on the spot, takes
/// what this server says from a folder and writes what the connector says into it (<see cref="FolderExchangeFiles"/>).
/// </summary>
internal sealed class SmbChannel(SmbConnection connection, OneTimeRun once, Connector connector, Operation operation, long outputReceived, TimeProvider time)
    : ConnectorChannel(OperationChannel.Smb, connector), IAsyncDisposable
{
    private static readonly RetrySchedule Looks = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60), EndPatience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly string _program = ConnectorFiles.ProgramOf(connector);
    private readonly MessagesFile _messages = new(connection, once);
    private readonly OutputIntake _output = new(outputReceived);
    private Task _following = Task.CompletedTask;
    private bool _isFollowed;
    private TaskCompletionSource _hurry = NewSignal();

    /// <summary>Why the channel ended before the operation did; null where it was not SMB.</summary>
    public DriverException? Failure { get; private set; }

    public override Task<bool> TrySendAsync(ChannelMessage message, CancellationToken cancellationToken) => message switch
    {
        StartOperation start => TryAsync(token => BeginAsync(start, token)),
        CancelOperation => TryAsync(CancelAsync),
        FinishReceived => TryAsync(token => PutAsync(FolderExchangeFiles.Confirmed, [], token)),
        OutputReceived output => Acknowledge(output.Length),
        _ => Task.FromResult(true),
    };

    public override Task CloseAsync(int code, string reason, TimeProvider clock)
    {
        MarkClosed();
        return _ending.CancelAsync();
    }

    /// <summary>Removes what the operation has left, when its end is confirmed.</summary>
    public async Task RemoveAsync()
    {
        await StopFollowingAsync();
        await connection.CleanUpAsync(async (_, token) =>
        {
            var began = time.GetTimestamp();
            while (!(await once.LookAsync(token)).HasEnded && time.GetElapsedTime(began) < EndPatience)
            {
                await Task.Delay(Looks.First, time, token);
            }

            await once.RemoveAsync(token);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await StopFollowingAsync();
        MarkClosed();
        _ending.Dispose();
        _turn.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What an earlier attempt has started goes on; otherwise the operation is handed over, and the endpoint's journal knows whether it is new.</summary>
    private async Task BeginAsync(StartOperation start, CancellationToken cancellationToken)
    {
        if (!await IsBegunAsync(cancellationToken))
        {
            await HandOverAsync(start, isCancelled: false, cancellationToken);
        }

        Follow();
    }

    /// <summary>
    /// One that this server has not followed yet may run there, or may come there by another road: the endpoint's journal is told of the
    /// cancellation before anything else, and then starts nothing.
    /// </summary>
    private async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (_isFollowed || await IsBegunAsync(cancellationToken))
        {
            await PutAsync(FolderExchangeFiles.Cancel, [], cancellationToken);
        }
        else
        {
            await HandOverAsync(new StartOperation { OperationId = operation.Id, Kind = operation.Kind, TimeoutSeconds = 1 }, isCancelled: true, cancellationToken);
        }

        Follow();
    }

    private async Task<bool> IsBegunAsync(CancellationToken cancellationToken)
    {
        var state = await once.LookAsync(cancellationToken);
        return state is { HasStarted: true, HasEnded: false } && await once.IsActiveAsync(cancellationToken);
    }

    private async Task HandOverAsync(StartOperation start, bool isCancelled, CancellationToken cancellationToken)
    {
        await once.RemoveAsync(cancellationToken);
        try
        {
            await once.MakeFolderAsync(cancellationToken);
            if (isCancelled)
            {
                await PutAsync(FolderExchangeFiles.Cancel, [], cancellationToken);
            }

            var request = new FolderExchangeRequest { OutputReceived = _output.Received, Start = start };
            await PutAsync(FolderExchangeFiles.Request, JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.FolderExchangeRequest), cancellationToken);
            await once.StartAsync(_program, null, $"exec-operation --folder \"{once.FolderThere}\"", cancellationToken);
        }
        catch
        {
            await connection.CleanUpAsync((_, token) => once.RemoveAsync(token));
            throw;
        }
    }

    private void Follow()
    {
        if (!_isFollowed)
        {
            _isFollowed = true;
            _following = FollowAsync(_ending.Token);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowToEndAsync(cancellationToken);
        }
        catch (SmbException exception)
        {
            Failure ??= SmbDriverErrors.Of(exception);
        }
        catch (DriverException exception)
        {
            Failure ??= exception;
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or ChannelProtocolException)
        {
            Failure ??= SmbDriverErrors.Unreadable(connection.Target);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to know any more.
        }
        finally
        {
            MarkClosed();
        }
    }

    private async Task FollowToEndAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var look = 1; ; look++)
        {
            var state = await InTurnAsync(once.LookAsync, cancellationToken);
            var length = state.Find(FolderExchangeFiles.Messages)?.Length ?? 0;
            if (length > _messages.Taken || state.HasEnded)
            {
                var before = _messages.Taken;
                if (await TakeAsync(cancellationToken))
                {
                    return;
                }

                look = _messages.Taken > before ? 0 : look;
            }

            if (state.HasEnded)
            {
                throw SmbDriverErrors.Ended(connection.Target, await InTurnAsync(once.ReadSpoolAsync, cancellationToken));
            }

            if (!state.HasStarted && time.GetElapsedTime(began) > StartPatience && !await InTurnAsync(once.IsActiveAsync, cancellationToken))
            {
                throw SmbDriverErrors.NotStarted(connection.Target, _program);
            }

            await PauseAsync(Looks.Delay(Math.Max(1, look)), cancellationToken);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_hurry.Task, Task.Delay(pause, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        _hurry = NewSignal();
    }

    /// <summary>Takes what the connector has said since the last look. True: it has said how the operation ended.</summary>
    private async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        foreach (var message in await InTurnAsync(_messages.TakeAsync, cancellationToken))
        {
            if (message is Hello hello)
            {
                Check(hello);
                continue;
            }

            if (message is OperationOutput known && known.Offset + known.Data.Length <= _output.Received)
            {
                continue; // from before a restart of this server
            }

            Find(operation.Id)?.Post(message);
            switch (message)
            {
                case OperationFinished:
                    return true;
                case OperationOutput output:
                    await _output.WaitForRoomAsync(output.Offset + output.Data.Length, cancellationToken);
                    break;
            }
        }

        return false;
    }

    /// <summary>Addresses are given anew, and machines are copied: what is behind this one may be another.</summary>
    private void Check(Hello hello)
    {
        if (hello.ProtocolVersion != ChannelLimits.ProtocolVersion || (hello.ConnectorId is { } id && id != Connector.Id)
            || !MachineIdentity.AreSame(Connector.Machine, hello.Machine))
        {
            throw SmbDriverErrors.AnotherConnector(connection.Target, Connector.Name, hello.Machine.HostName);
        }
    }

    private Task<bool> Acknowledge(long length)
    {
        _output.Acknowledge(length);
        return Task.FromResult(true);
    }

    private async Task PutAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        await connection.PutAsync(once.PathOf(name), new MemoryStream(content), cancellationToken);
        _hurry.TrySetResult();
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await InTurnAsync<object?>(
                async token =>
                {
                    await work(token);
                    return null;
                },
                CancellationToken.None);
            return true;
        }
        catch (SmbException exception)
        {
            Failure ??= SmbDriverErrors.Of(exception);
            MarkClosed();
            return false;
        }
    }

    /// <summary>A share is asked one thing at a time.</summary>
    private async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task StopFollowingAsync()
    {
        await _ending.CancelAsync();
        await _following;
    }
}
