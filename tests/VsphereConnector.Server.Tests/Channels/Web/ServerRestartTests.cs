using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Channels.Web;

public sealed class ServerRestartTests
{
    [Fact]
    public async Task WhenTheServerRestartsWhileATaskRuns_ThenItsEndIsRecordedWithAllOutput()
    {
        await using var server = await RunningServer.StartAsync();
        using var connector = await server.EnrolledAsync();
        var channel = await connector.OpenAsync();
        var task = new RunTaskParameters { Script = "any" };
        var id = await server.SubmitAsync(OperationTarget.Connector(connector.Id), OperationKind.RunTask, task: task);
        await FakeConnector.ReceiveAsync<StartOperation>(channel);
        await channel.SendOutputAsync(id, 0, "1234"u8.ToArray());
        await channel.LengthAsync();

        var restart = server.RestartAsync();
        Assert.Equal(1001, await FakeConnector.CloseCodeAsync(channel));
        await restart;
        channel = await connector.ConnectAsync();
        await FakeConnector.SendAsync(channel, connector.Hello(id));
        var welcome = await FakeConnector.ReceiveAsync<Welcome>(channel);
        await channel.SendOutputAsync(id, 4, "56"u8.ToArray());
        await channel.SendFinishAsync(id, 6);
        await FakeConnector.ReceiveAsync<StartOperation>(channel);
        var operation = await server.EndOfAsync(id);

        Assert.Equal(4, welcome.OutputReceived[id]);
        Assert.Equal(OperationState.Success, operation.State);
    }

    [Fact]
    public async Task WhenTheServerRestarts_ThenConnectorsComeBackWithTheirCertificates()
    {
        await using var server = await RunningServer.StartAsync();
        using var connector = await server.EnrolledAsync();

        await server.RestartAsync();

        await connector.OpenAsync();
    }
}
