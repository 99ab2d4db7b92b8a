using System.Net.WebSockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Channels.Web;

public sealed class ChannelOpeningTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer _server = fixture.Server;
    private readonly string _machine = Guid.NewGuid().ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hello_OfTheEnrolledMachine_OpensTheChannelAndIsRecorded()
    {
        using var connector = await _server.EnrolledAsync(_machine);

        await connector.OpenAsync();

        var recorded = await _server.Get<ConnectorStore>().GetAsync(connector.Id, Cancellation);
        Assert.Equal(ConnectorState.Connected, recorded!.State);
        Assert.Equal("127.0.0.1", recorded.Address);
        Assert.NotNull(recorded.LastSeen);
    }

    [Fact]
    public async Task Hello_OfAClone_IsRefusedAndPeopleAreTold()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        connector.Machine = connector.Machine with { BiosUuid = Guid.NewGuid().ToString(), HostName = "the-clone" };

        var code = await FakeConnector.CloseCodeAsync(await SentAsync(connector, connector.Hello()));

        var events = await _server.Get<ConnectorStore>().EventsAsync(connector.Id, Cancellation);
        Assert.Equal(ChannelCloseCodes.NotThisMachine, code);
        Assert.Equal("clone-refused", events[0].Kind);
        Assert.Contains("the-clone", events[0].Message, StringComparison.Ordinal);
        Assert.Null(_server.Get<WebChannelHub>().Find(connector.Id));
    }

    [Fact]
    public async Task Hello_OfAnotherProtocolVersion_IsRefused()
    {
        using var connector = await _server.EnrolledAsync(_machine);

        var socket = await SentAsync(connector, connector.Hello() with { ProtocolVersion = 2 });

        Assert.Equal(ChannelCloseCodes.Unsupported, await FakeConnector.CloseCodeAsync(socket));
    }

    [Fact]
    public async Task SecondChannel_OfTheSameProcess_TakesOver()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var first = await connector.OpenAsync();

        var second = connector.OpenAsync();

        Assert.Equal(ChannelCloseCodes.Replaced, await FakeConnector.CloseCodeAsync(first));
        await second;
        Assert.NotNull(_server.Get<WebChannelHub>().Find(connector.Id));
    }

    [Fact]
    public async Task Channel_ClosedByTheConnector_IsRecorded()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var channel = await connector.OpenAsync();
        var closed = _server.Get<WebChannelHub>().Find(connector.Id)!.Closed;

        await channel.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        await closed;
        await connector.OpenAsync();

        Assert.Equal(ConnectorState.Connected, (await _server.Get<ConnectorStore>().GetAsync(connector.Id, Cancellation))!.State);
    }

    [Fact]
    public async Task WaitForChannel_OfAnInstallation_EndsWhenItsConnectorIsThere()
    {
        var operation = Guid.NewGuid();
        using var connector = new FakeConnector(_server);
        var token = await _server.TokenAsync(_machine, operation);
        var online = _server.Get<ConnectorOnline>().WaitForChannelAsync(operation, _machine, Cancellation);

        await connector.EnrolAsync(token);
        Assert.False(online.IsCompleted);
        await connector.OpenAsync();

        Assert.Equal(connector.Id, (await online).Id);
        Assert.Equal(connector.Id, (await _server.Get<ConnectorOnline>().WaitForChannelAsync(operation, _machine, Cancellation)).Id);
    }

    [Theory]
    [InlineData("", 1007)]
    [InlineData("no json", 1007)]
    [InlineData("null", 1007)]
    [InlineData("[]", 1007)]
    [InlineData("""{"type":"unheard-of"}""", 1007)]
    [InlineData("""{"type":"hello"}""", 1007)]
    [InlineData("""{"type":"cancel","operationId":"0197e3a8-0000-7000-8000-000000000000"}""", 1008)]
    public async Task FirstMessage_ThatIsNoHello_ClosesTheChannel(string message, int code)
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var socket = await connector.ConnectAsync();

        await FakeConnector.SendAsync(socket, Encoding.UTF8.GetBytes(message));

        Assert.Equal(code, await FakeConnector.CloseCodeAsync(socket));
    }

    [Fact]
    public async Task Message_OverTheLimit_ClosesTheChannel()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var channel = await connector.OpenAsync();

        await FakeConnector.SendAsync(channel, new byte[ChannelLimits.MaximumMessageBytes + 1]);

        Assert.Equal((int)WebSocketCloseStatus.MessageTooBig, await FakeConnector.CloseCodeAsync(channel));
    }

    [Fact]
    public async Task Message_Binary_ClosesTheChannel()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var channel = await connector.OpenAsync();

        await channel.SendAsync(new byte[3], WebSocketMessageType.Binary, endOfMessage: true, Cancellation);

        Assert.Equal((int)WebSocketCloseStatus.InvalidMessageType, await FakeConnector.CloseCodeAsync(channel));
    }

    [Fact]
    public async Task Messages_OfAnyBytes_CloseTheirChannelOrAreAnsweredAndNeverHarmTheServer()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        var samples = new[]
        {
            """{"type":"accepted","operationId":"0197e3a8-0000-7000-8000-000000000000"}""",
            """{"type":"output","operationId":"0197e3a8-0000-7000-8000-000000000000","offset":0,"stream":"Output","data":"AAAA"}""",
            """{"type":"finished","operationId":"0197e3a8-0000-7000-8000-000000000000","outcome":"Failed","startedAt":"2026-01-01T00:00:00Z","finishedAt":"2026-01-01T00:00:00Z","outputLength":0}""",
        };
        var mutations = Gen.Elements(samples).SelectMany(
            sample => Gen.Choose(0, sample.Length - 1).Two().SelectMany(
                positions => Gen.Choose(0, 255).Select(value => Mutated(sample, positions, (byte)value))));

        foreach (var message in mutations.Sample(60, 60))
        {
            var channel = await connector.OpenAsync();
            await FakeConnector.SendAsync(channel, message);
            await FakeConnector.SayGoodbyeAsync(channel);
            Assert.Contains(await FakeConnector.FindCloseCodeAsync(channel), new int?[] { 1000, 1007, 1008, null });
        }
    }

    private static byte[] Mutated(string sample, (int Byte, int Cut) at, byte value)
    {
        var bytes = Encoding.UTF8.GetBytes(sample);
        bytes[at.Byte] = value;
        return at.Cut % 4 == 0 ? bytes[..at.Cut] : bytes;
    }

    private static async Task<ClientWebSocket> SentAsync(FakeConnector connector, Hello hello)
    {
        var socket = await connector.ConnectAsync();
        await FakeConnector.SendAsync(socket, hello);
        return socket;
    }
}
