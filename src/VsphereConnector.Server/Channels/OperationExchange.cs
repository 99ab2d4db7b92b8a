using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>One operation on one channel: it is sent, its output and its end are written down and confirmed.</summary>
internal sealed class OperationExchange(OperationRun run, ConnectorChannel channel, OperationMailbox mailbox, TimeProvider time)
{
    private const int MostBytesPerWrite = 64 * 1024;

    /// <summary>More than any connector keeps of an operation.</summary>
    private const long MostOutputBytes = 2L * RunTaskParameters.MaximumOutputLimit;

    /// <summary>How long an endpoint may take to end an operation when it is told: longer than it leaves processes before it kills them.</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(10);

    private readonly Guid _id = run.Operation.Id;

    /// <summary>Fetches a file that the operation has left on the endpoint; null where the connector brings them by itself.</summary>
    public Func<FileOnEndpoint, Task>? Fetch { get; init; }

    /// <exception cref="ChannelLostException">The channel ended before the operation did.</exception>
    public async Task<OperationEnd> CarryOutAsync(CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            var start = await StartAsync();
            if (ChannelSocket.IsTooBig(start))
            {
                return new OperationEnd.Failed(TooLarge());
            }

            await BeginAsync(start);
            return await UntilFinishedAsync(stop);
        }
        catch (OperationCanceledException) when (run.StopReason is StopReason.CancelRequested or StopReason.TimedOut)
        {
            return await EndAsync(stop);
        }
    }

    private async Task<StartOperation> StartAsync()
    {
        var secret = await run.GetSecretAsync(OperationSecretNames.TaskEnvironment, CancellationToken.None);
        var left = run.Operation.Deadline - time.GetUtcNow() ?? run.Operation.Timeout;
        return new StartOperation
        {
            OperationId = _id,
            Kind = run.Operation.Kind,
            Parameters = TaskSecrets.Join(run.Operation.Parameters, secret),
            TimeoutSeconds = Math.Max(1, left.TotalSeconds),
        };
    }

    private async Task BeginAsync(StartOperation start)
    {
        await run.BeginAttemptAsync(channel.By, CancellationToken.None);
        await run.SaveCheckpointAsync(new ExchangeCheckpoint(), ExchangeJson.Default.ExchangeCheckpoint, CancellationToken.None);
        await ReportAsync("send", $"Sent to the connector of {channel.Connector.Name}.");
        await SendAsync(start);
    }

    private async Task<OperationEnd> UntilFinishedAsync(CancellationToken cancellationToken)
    {
        while (await mailbox.Messages.WaitToReadAsync(cancellationToken))
        {
            while (mailbox.Messages.TryRead(out var message))
            {
                switch (message)
                {
                    case OperationAccepted:
                        await ReportAsync("run", "The endpoint carries it out.");
                        break;
                    case OperationOutput output when output.Offset + output.Data.Length > MostOutputBytes:
                        return new OperationEnd.Failed(TooMuchOutput());
                    case OperationOutput output:
                        await StoreAsync(output);
                        break;
                    case OperationFinished finished:
                        return await FinishAsync(finished);
                }
            }
        }

        throw ChannelLostException.For(channel.Connector.Name);
    }

    /// <summary>Tells the endpoint to end the operation and waits shortly for its report.</summary>
    private async Task<OperationEnd> EndAsync(CancellationToken stop)
    {
        await SendAsync(new CancelOperation(_id));
        using var grace = new CancellationTokenSource(EndGrace, time);
        try
        {
            return await UntilFinishedAsync(grace.Token);
        }
        catch (OperationCanceledException) when (grace.IsCancellationRequested)
        {
            await ReportAsync("end", $"The endpoint did not confirm within {EndGrace.TotalSeconds} s that it ended this.", EventLevel.Warning);
            return run.StopReason == StopReason.CancelRequested ? new OperationEnd.Cancelled() : throw new OperationCanceledException(stop);
        }
    }

    /// <summary>Writes down this piece and what follows it directly, then acknowledges both.</summary>
    private async Task StoreAsync(OperationOutput first)
    {
        var data = Joined(first);
        try
        {
            var length = await run.AppendOutputAsync(first.Stream, first.Offset, data, CancellationToken.None);
            mailbox.Stored(data.Length);
            await SendAsync(new OutputReceived(_id, length));
        }
        catch (OutputGapException gap)
        {
            throw await BrokenOffAsync(gap.Message);
        }
    }

    private ReadOnlyMemory<byte> Joined(OperationOutput first)
    {
        List<byte>? joined = null;
        var length = first.Data.Length;
        while (mailbox.Messages.TryPeek(out var message)
            && message is OperationOutput next
            && next.Stream == first.Stream
            && next.Offset == first.Offset + length
            && length + next.Data.Length <= MostBytesPerWrite)
        {
            mailbox.Messages.TryRead(out _);
            joined ??= [.. first.Data];
            joined.AddRange(next.Data);
            length += next.Data.Length;
        }

        return joined?.ToArray() ?? first.Data;
    }

    private async Task<OperationEnd> FinishAsync(OperationFinished finished)
    {
        if (await run.GetOutputLengthAsync(CancellationToken.None) is var length && length < finished.OutputLength)
        {
            throw await BrokenOffAsync($"The end came after {length} bytes of output instead of {finished.OutputLength}.");
        }

        if (finished.Files.Count > 0)
        {
            await FetchAsync(finished.Files);
        }

        var took = finished.FinishedAt - finished.StartedAt;
        await ReportAsync("finish", $"The endpoint reports {finished.Outcome} after {took.TotalSeconds:0.0} s.");
        await run.SaveCheckpointAsync(
            new ExchangeCheckpoint { Finished = finished }, ExchangeJson.Default.ExchangeCheckpoint, CancellationToken.None);
        await channel.TrySendAsync(new FinishReceived(_id), CancellationToken.None);
        return EndpointReport.Of(finished, run.StopReason);
    }

    /// <summary>Before the end is confirmed: then they are removed there.</summary>
    private async Task FetchAsync(IReadOnlyList<FileOnEndpoint> files)
    {
        foreach (var file in files)
        {
            if (Fetch is null)
            {
                await ReportAsync("files", $"'{file.Name}' waited on the endpoint for another road, and is gone with this one.", EventLevel.Warning);
                continue;
            }

            await Fetch(file);
            await ReportAsync("files", $"'{file.Name}' is fetched: {file.Size} bytes.");
        }
    }

    /// <summary>Ends a channel on which something is missing: in the next one the connector sends it again.</summary>
    private async Task<ChannelLostException> BrokenOffAsync(string reason)
    {
        await ReportAsync("output", $"{reason} The channel is opened anew.", EventLevel.Warning);
        await channel.CloseAsync((int)System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation, reason, time);
        return ChannelLostException.For(channel.Connector.Name);
    }

    private Task ReportAsync(string step, string message, EventLevel level = EventLevel.Information) =>
        run.ReportAsync(step, message, percent: null, level, CancellationToken.None);

    private async Task SendAsync(ChannelMessage message)
    {
        if (!await channel.TrySendAsync(message, CancellationToken.None))
        {
            throw ChannelLostException.For(channel.Connector.Name);
        }
    }

    private static OperationError TooLarge() => new(
        "parameters-too-large",
        "The parameters do not fit into a message of the WEB channel, which is 1 MiB at most.",
        "Shorten the script, or have it fetch its data itself.");

    private static OperationError TooMuchOutput() => new(
        "output-too-long",
        $"The connector sent more than {MostOutputBytes} bytes of output.",
        "Upgrade the connector: it does not keep to the limit that the task was given.");
}
