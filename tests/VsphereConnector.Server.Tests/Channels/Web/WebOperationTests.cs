using System.Text;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Tests.Channels.Web;

public sealed class WebOperationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer _server = fixture.Server;
    private readonly string _machine = Guid.NewGuid().ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operation_OnAnOpenChannel_IsSentAndItsEndRecordedAndConfirmed()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var channel = await connector.OpenAsync();

        var id = await _server.SubmitAsync(OperationTarget.VirtualMachine(instanceUuid: _machine));
        var start = await FakeConnector.ReceiveAsync<StartOperation>(channel);
        await FakeConnector.SendAsync(channel, new OperationAccepted(id));
        await channel.SendFinishAsync(id);
        var confirmed = await FakeConnector.ReceiveAsync<FinishReceived>(channel);
        var operation = await _server.EndOfAsync(id);

        Assert.Equal((id, OperationKind.GetStatus), (start.OperationId, start.Kind));
        Assert.InRange(start.TimeoutSeconds, 1, 60);
        Assert.Equal(id, confirmed.OperationId);
        Assert.Equal(OperationState.Success, operation.State);
        Assert.Equal(connector.Id, operation.Target.ConnectorId);
    }

    [Fact]
    public async Task Operation_ForAMachineWithoutConnector_FailsAndSaysWhatToDo()
    {
        var id = await _server.SubmitAsync(OperationTarget.VirtualMachine("nobody"));

        var operation = await _server.EndOfAsync(id);

        Assert.Equal(OperationState.Error, operation.State);
        Assert.Equal("connector-not-installed", operation.Error!.Code);
    }

    [Fact]
    public async Task Operation_ForAConnectorThatIsAway_WaitsAndStartsWhenItComes()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var id = await _server.SubmitAsync(OperationTarget.VirtualMachine($"name of {_machine}"));
        var waiting = await _server.WaitForAsync(id, operation => operation is { State: OperationState.Queued, Error: not null });

        var channel = await connector.OpenAsync();
        var start = await FakeConnector.ReceiveAsync<StartOperation>(channel);

        Assert.Equal("connector-not-connected", waiting.Error!.Code);
        Assert.Equal(id, start.OperationId);
    }

    [Fact]
    public async Task Output_SentTwiceOrOverlapping_IsStoredOnceAndAcknowledged()
    {
        var (connector, channel, id) = await StartedAsync();
        using var owned = connector;

        await channel.SendOutputAsync(id, 0, "hello "u8.ToArray());
        Assert.Equal(6, await channel.LengthAsync());
        await channel.SendOutputAsync(id, 0, "hello "u8.ToArray());
        Assert.Equal(6, await channel.LengthAsync());
        await channel.SendOutputAsync(id, 4, "o world"u8.ToArray());
        Assert.Equal(11, await channel.LengthAsync());
        await channel.SendOutputAsync(id, 11, "!"u8.ToArray(), OutputStream.Error);
        Assert.Equal(12, await channel.LengthAsync());
        await channel.SendFinishAsync(id, 12);
        await _server.EndOfAsync(id);

        Assert.Equal("hello world", await OutputAsync(id, OutputStream.Output));
        Assert.Equal("!", await OutputAsync(id, OutputStream.Error));
    }

    [Fact]
    public async Task Output_WithAGap_ClosesTheChannelAndGoesOnInTheNext()
    {
        var (connector, channel, id) = await StartedAsync();
        using var owned = connector;
        await channel.SendOutputAsync(id, 0, "abc"u8.ToArray());
        Assert.Equal(3, await channel.LengthAsync());

        await channel.SendOutputAsync(id, 5, "f"u8.ToArray());
        Assert.Equal(1008, await FakeConnector.CloseCodeAsync(channel));
        channel = await connector.ConnectAsync();
        await FakeConnector.SendAsync(channel, connector.Hello(id));
        var welcome = await FakeConnector.ReceiveAsync<Welcome>(channel);
        await FakeConnector.ReceiveAsync<StartOperation>(channel);
        await channel.SendOutputAsync(id, 3, "def"u8.ToArray());
        await channel.LengthAsync();
        await channel.SendFinishAsync(id, 6);
        await _server.EndOfAsync(id);

        Assert.Equal(3, welcome.OutputReceived[id]);
        Assert.Equal("abcdef", await OutputAsync(id, OutputStream.Output));
    }

    [Fact]
    public async Task Output_MissingAtTheEnd_IsAskedForAgain()
    {
        var (connector, channel, id) = await StartedAsync();
        using var owned = connector;

        await channel.SendFinishAsync(id, 3);

        Assert.Equal(1008, await FakeConnector.CloseCodeAsync(channel));
        Assert.False((await _server.Get<OperationLedger>().FindAsync(id, Cancellation))!.HasEnded);
    }

    [Fact]
    public async Task Channel_LostWhileAnOperationRuns_IsTakenUpInTheNextWithWhatCameBefore()
    {
        var (connector, channel, id) = await StartedAsync();
        using var owned = connector;
        await channel.SendOutputAsync(id, 0, "before "u8.ToArray());
        await channel.LengthAsync();

        channel.Abort();
        await _server.WaitForAsync(id, operation => operation is { State: OperationState.Queued, Error.Code: "channel-lost" });
        channel = await connector.OpenAsync(id);
        var again = await FakeConnector.ReceiveAsync<StartOperation>(channel);
        await channel.SendOutputAsync(id, 7, "after"u8.ToArray());
        await channel.LengthAsync();
        await channel.SendFinishAsync(id, 12);
        var operation = await _server.EndOfAsync(id);

        Assert.Equal(id, again.OperationId);
        Assert.Equal(OperationState.Success, operation.State);
        Assert.Equal("before after", await OutputAsync(id, OutputStream.Output));
    }

    [Fact]
    public async Task Cancellation_IsCarriedToTheEndpoint()
    {
        var (connector, channel, id) = await StartedAsync();
        using var owned = connector;

        await _server.Get<OperationLedger>().RequestCancelAsync(id, "test", Cancellation);
        var cancel = await FakeConnector.ReceiveAsync<CancelOperation>(channel);
        await channel.SendFinishAsync(id, outcome: OperationOutcome.Cancelled);
        var operation = await _server.EndOfAsync(id);

        Assert.Equal(id, cancel.OperationId);
        Assert.Equal(OperationState.Cancelled, operation.State);
    }

    [Theory]
    [InlineData(OperationOutcome.TimedOut, "timed-out")]
    [InlineData(OperationOutcome.Interrupted, "interrupted")]
    [InlineData(OperationOutcome.Failed, "ended-on-endpoint")]
    [InlineData(OperationOutcome.Cancelled, "ended-on-endpoint")]
    public async Task Finish_OtherThanSuccess_IsAnErrorThatSaysWhy(OperationOutcome outcome, string code)
    {
        var (connector, channel, id) = await StartedAsync();
        using var owned = connector;

        await channel.SendFinishAsync(id, outcome: outcome);
        var operation = await _server.EndOfAsync(id);

        Assert.Equal((OperationState.Error, code), (operation.State, operation.Error!.Code));
        Assert.Equal(outcome == OperationOutcome.TimedOut ? OperationSide.Endpoint : null, operation.Error.EndedBy);
    }

    [Fact]
    public async Task TimeOut_OfTheServer_EndsTheOperationOnTheEndpointAndSaysWhoseItWas()
    {
        var (connector, channel, id) = await StartedAsync(TimeSpan.FromMilliseconds(300));
        using var owned = connector;

        await FakeConnector.ReceiveAsync<CancelOperation>(channel);
        await channel.SendFinishAsync(id, outcome: OperationOutcome.Cancelled);
        var operation = await _server.EndOfAsync(id);

        Assert.Equal(("timed-out", OperationSide.Server), (operation.Error!.Code, operation.Error.EndedBy));
        Assert.Contains("server", operation.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hello_WithOperationsThatAreUnknownOrAnothers_IsToldToForgetThem()
    {
        var (other, _, id) = await StartedAsync();
        using var owned = other;
        using var connector = await _server.EnrolledAsync(Guid.NewGuid().ToString());
        var unknown = Guid.NewGuid();
        var channel = await connector.ConnectAsync();

        await FakeConnector.SendAsync(channel, connector.Hello(unknown, id));
        var welcome = await FakeConnector.ReceiveAsync<Welcome>(channel);

        Assert.Equal([unknown, id], welcome.Forget);
        Assert.Empty(welcome.OutputReceived);
    }

    [Fact]
    public async Task Output_ForAnothersOperation_IsNotStored()
    {
        var (other, _, id) = await StartedAsync();
        using var owned = other;
        using var connector = await _server.EnrolledAsync(Guid.NewGuid().ToString());
        var channel = await connector.OpenAsync();

        await channel.SendOutputAsync(id, 0, "forged"u8.ToArray());
        var answer = await FakeConnector.ReceiveAsync<CancelOperation>(channel);

        Assert.Equal(id, answer.OperationId);
        Assert.Equal("", await OutputAsync(id, OutputStream.Output));
    }

    [Fact]
    public async Task Operation_ThatEndedHereMeanwhile_IsEndedThereAndItsEndConfirmed()
    {
        var (connector, channel, id) = await StartedAsync();
        using var owned = connector;
        channel.Abort();
        await _server.WaitForAsync(id, operation => operation.State == OperationState.Queued);
        await _server.Get<OperationLedger>().RequestCancelAsync(id, "test", Cancellation);
        await _server.EndOfAsync(id);

        channel = await connector.OpenAsync(id);
        await FakeConnector.ReceiveAsync<CancelOperation>(channel);
        await channel.SendFinishAsync(id, outcome: OperationOutcome.Cancelled);

        Assert.Equal(id, (await FakeConnector.ReceiveAsync<FinishReceived>(channel)).OperationId);
    }

    [Fact]
    public async Task Parameters_ThatDoNotFitIntoAMessage_FailTheOperationAndNotTheChannel()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        await connector.OpenAsync();
        var task = new RunTaskParameters { Script = new string('x', ChannelLimits.MaximumMessageBytes) };

        var operation = await _server.EndOfAsync(
            await _server.SubmitAsync(OperationTarget.Connector(connector.Id), OperationKind.RunTask, task: task));

        Assert.Equal("parameters-too-large", operation.Error!.Code);
        Assert.NotNull(_server.Get<WebChannelHub>().Find(connector.Id));
    }

    [Fact]
    public async Task Output_BeyondTheWindow_ClosesTheChannel()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var channel = await connector.OpenAsync();
        var mailbox = _server.Get<WebChannelHub>().Find(connector.Id)!.Attach(Guid.Empty)!;

        for (var sent = 0; sent <= ChannelLimits.OutputWindowBytes; sent += ChannelLimits.MaximumOutputBytes)
        {
            await channel.SendOutputAsync(Guid.Empty, sent, new byte[ChannelLimits.MaximumOutputBytes]);
        }

        Assert.Equal(1008, await FakeConnector.CloseCodeAsync(channel));
        Assert.Equal(8, await mailbox.Messages.ReadAllAsync(Cancellation).CountAsync(Cancellation));
    }

    private async Task<(FakeConnector Connector, System.Net.WebSockets.ClientWebSocket Channel, Guid Id)> StartedAsync(TimeSpan? timeout = null)
    {
        var connector = await _server.EnrolledAsync(_machine);
        var channel = await connector.OpenAsync();
        var task = new RunTaskParameters { Script = "any" };
        var id = await _server.SubmitAsync(OperationTarget.Connector(connector.Id), OperationKind.RunTask, timeout, task);
        await FakeConnector.ReceiveAsync<StartOperation>(channel);
        return (connector, channel, id);
    }

    private Task<string> OutputAsync(Guid id, OutputStream stream) => _server.Get<Database>().ReadAsync(
        connection =>
        {
            var text = new StringBuilder();
            while (OperationOutputTable.Read(connection, id, stream, text.Length) is { } piece)
            {
                text.Append(Encoding.ASCII.GetString(piece.Data));
            }

            return text.ToString();
        },
        Cancellation);
}
