using System.Buffers;
using System.IO.Pipelines;
using VsphereConnector.Server.Channels.Clients;

namespace VsphereConnector.Server.Channels.Ssh;

/// <summary>One run of a command.</summary>
internal sealed class CommandRun(SshConnection connection, SshCommand command, Deadline deadline)
{
    private const int BufferSize = 64 * 1024;

    public async Task<SshCommandResult> ToEndAsync()
    {
        var start = new CommandStart(command.Sudo);
        await using var process = connection.StartSession(ClientConfiguration.Endpoint, start.CommandLine(command.Script));
        var error = PipeReader.Create(process.Error);
        var started = await start.ReadAsync(error, process.Input, deadline.Token);
        if (started.Group is not { } group)
        {
            throw await ExplainAsync(process, started);
        }

        try
        {
            var output = PipeReader.Create(process.Output);
            await start.SkipAsync(output, deadline.Token);
            return await ExchangeAsync(process, output.AsStream(), error.AsStream());
        }
        catch (Exception exception) when (exception is not SshException)
        {
            process.Kill();
            await connection.EndGroupAsync(group, command.Sudo);
            throw;
        }
    }

    private async Task<SshCommandResult> ExchangeAsync(ClientProcess process, Stream outputStream, Stream errorStream)
    {
        var output = new CapturedOutput(command.Limit);
        var error = new CapturedOutput(command.Limit);
        using var inputEnds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        var input = FeedAsync(process.Input, inputEnds.Token);
        Task[] drains = [DrainAsync(outputStream, command.Output, output), DrainAsync(errorStream, command.Error, error)];
        await await Task.WhenAny(drains); // where one fails, the other may never end
        await Task.WhenAll(drains);
        var exitCode = await process.Exited.WaitAsync(deadline.Token);
        await inputEnds.CancelAsync(); // it may end without having read everything
        await input;
        if (exitCode == StartFailure.ClientFailed && !await connection.IsAliveAsync())
        {
            throw SshErrors.OutcomeUnknown(connection.Target);
        }

        return new SshCommandResult(exitCode, output.ToString(), error.ToString(), output.IsTruncated || error.IsTruncated);
    }

    private async Task FeedAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await using (stream)
            {
                if (command.Input is { } input)
                {
                    await CopyAsync(input, stream, null, cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException || (exception is IOException && command.Input is not null))
        {
            // The command ended, or closed its input, without reading on: its exit code says whether that was right.
        }
    }

    private Task DrainAsync(Stream from, Stream? to, CapturedOutput captured) => CopyAsync(from, to, to is null ? captured : null, deadline.Token);

    private async Task CopyAsync(Stream from, Stream? to, CapturedOutput? captured, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                deadline.Restart();
                captured?.Add(buffer.AsSpan(0, read));
                if (to is not null)
                {
                    await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<SshException> ExplainAsync(ClientProcess process, CommandStartResult started)
    {
        process.Input.Close();
        if (started.PasswordRefused)
        {
            return SshErrors.SudoPasswordRefused(connection.Target);
        }

        var output = new CapturedOutput(command.Limit);
        await CopyAsync(process.Output, null, output, deadline.Token);
        var exitCode = await process.Exited.WaitAsync(deadline.Token);
        return StartFailure.Classify(connection.Target, command.Sudo, $"{started.Preamble}\n{output}", exitCode);
    }
}
