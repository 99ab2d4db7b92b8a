using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Local;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Local;

/// <summary>A server that comes by SSH: it runs <c>vlink channel</c> and speaks through its pipes.</summary>
public sealed class LocalChannelTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private TestServerChannel _web = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    private string Marks => $"{Machine.Root}/marks";

    public async ValueTask InitializeAsync() => (_installation, _web) = await TestInstallation.InstallAsync(Token);

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task WhenTheServerComesByARelay_ThenItSpeaksWithTheConnectorAsOverWeb()
    {
        await using var relay = await OpenRelayAsync();
        var id = Guid.NewGuid();
        await relay.Channel.StartTaskAsync(id, new() { Script = $"echo ran | tee -a {Marks}" }, Token);
        Assert.Equal(id, (await relay.Channel.ReceiveAsync<OperationAccepted>(Token)).OperationId);
        var (end, output) = await relay.Channel.ReceiveEndAsync(id, Token);

        Assert.Equal(OperationOutcome.Succeeded, end.Outcome);
        Assert.Equal("ran\n", Encoding.UTF8.GetString(output.Single().Data));
        Assert.Equal(_web.Hello.ProcessInstance, relay.Channel.Hello.ProcessInstance);
        Assert.Equal(Machine.Folder.Path, relay.Channel.Hello.Folder);
        Assert.Equal(Configured.Read(Machine.Files, Machine.Folder).Enrolment.ConnectorId, relay.Channel.Hello.ConnectorId);
    }

    [Fact]
    public async Task WhenWebIsLostWhileATaskRuns_ThenTheServerTakesItUpLocallyAndItRunsOnce()
    {
        var (id, go) = (Guid.NewGuid(), $"{Machine.Root}/go");
        RunTaskParameters task = new() { Script = $"mkfifo {go}; echo ran >> {Marks}; echo before; read x < {go}; echo after" };
        await _web.StartTaskAsync(id, task, Token);
        await _web.ReceiveAsync<OperationAccepted>(Token);
        await _web.ReceiveAsync<OperationOutput>(Token);
        Machine.CutNetwork();
        _web.Abort();

        await using var relay = await OpenRelayAsync(new Welcome { OutputReceived = new Dictionary<Guid, long> { [id] = 7 }, Only = id });
        await relay.Channel.StartTaskAsync(id, task, Token);
        await File.WriteAllTextAsync(go, "x\n", Token);
        var (end, output) = await relay.Channel.ReceiveEndAsync(id, Token);

        Assert.Equal((OperationOutcome.Succeeded, 13), (end.Outcome, end.OutputLength));
        Assert.Equal("after\n", string.Concat(output.Select(piece => Encoding.UTF8.GetString(piece.Data))));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Marks, Token));
    }

    [Fact]
    public async Task WhenTheRelayBreaks_ThenTheOperationGoesOnAndTheNextRelayHasItsEnd()
    {
        var (id, go) = (Guid.NewGuid(), $"{Machine.Root}/go");
        RunTaskParameters task = new() { Script = $"mkfifo {go}; echo ran >> {Marks}; echo ready; read x < {go}; echo done" };
        var first = await OpenRelayAsync();
        await first.Channel.StartTaskAsync(id, task, Token);
        await first.Channel.ReceiveAsync<OperationAccepted>(Token);
        await first.Channel.ReceiveAsync<OperationOutput>(Token);
        await first.DisposeAsync();
        await File.WriteAllTextAsync(go, "x\n", Token);

        await using var second = await OpenRelayAsync();
        await second.Channel.StartTaskAsync(id, task, Token);
        var (end, _) = await second.Channel.ReceiveEndAsync(id, Token);

        Assert.Equal(OperationOutcome.Succeeded, end.Outcome);
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Marks, Token));
    }

    [Fact]
    public async Task WhenBothRoadsAskAtOnce_ThenTheOperationRunsOnce()
    {
        var id = Guid.NewGuid();
        RunTaskParameters task = new() { Script = $"echo ran >> {Marks}; sleep 0.2" };
        await using var one = await OpenRelayAsync();
        await using var other = await OpenRelayAsync();
        await Task.WhenAll(
            _web.StartTaskAsync(id, task, Token), one.Channel.StartTaskAsync(id, task, Token), other.Channel.StartTaskAsync(id, task, Token));
        var ends = await Task.WhenAll(
            _web.ReceiveEndAsync(id, Token), one.Channel.ReceiveEndAsync(id, Token), other.Channel.ReceiveEndAsync(id, Token));

        Assert.Single(ends.Select(end => end.End.FinishedAt).Distinct());
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Marks, Token));
    }

    [Fact]
    public async Task WhenTheConnectorDoesNotRun_ThenTheRelayStartsIt()
    {
        await Machine.StopDaemonsAsync();
        await using var relay = await OpenRelayAsync();
        Assert.NotEqual(_web.Hello.ProcessInstance, relay.Channel.Hello.ProcessInstance);
    }

    [Fact]
    public async Task WhenTheConnectorCannotBeStarted_ThenTheRelaySaysWhy()
    {
        await Machine.StopDaemonsAsync();
        File.Delete(Machine.Folder.Configuration);

        var error = new StringWriter();
        var exitCode = await new ChannelRelay(Machine, Machine.Folder).RunAsync(Stream.Null, Stream.Null, error, Token);

        Assert.Equal(1, exitCode);
        Assert.Contains(Machine.Folder.Configuration, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenLogsAreRetrieved_ThenTheFileWaitsOnTheEndpointUntilTheEndIsConfirmed()
    {
        await using var relay = await OpenRelayAsync();
        var id = Guid.NewGuid();
        await relay.Channel.SendAsync(new StartOperation { OperationId = id, Kind = OperationKind.RetrieveLogs, TimeoutSeconds = 60 }, Token);
        var (end, _) = await relay.Channel.ReceiveEndAsync(id, Token);

        var file = Assert.Single(end.Files);
        Assert.Equal(end.Result!.Value.Deserialize(ContractsJson.Default.RetrieveLogsResult)!.Sha256, file.Sha256);
        Assert.Equal(file.Size, new FileInfo(file.Path).Length);
        Assert.Empty(_installation.Server.Files);
        await relay.Channel.SendAsync(new FinishReceived(id), Token);
        await UntilGoneAsync(file.Path);
    }

    [Fact]
    public async Task WhenThePackageWasPutThere_ThenItIsNotFetched()
    {
        await using var relay = await OpenRelayAsync();
        var package = TestPackage.Create();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(package));
        Directory.CreateDirectory(Machine.Folder.Packages);
        await File.WriteAllBytesAsync($"{Machine.Folder.Packages}/{sha256}", package, Token);
        var end = await relay.Channel.RunAsync(
            OperationKind.InstallAgent,
            JsonSerializer.SerializeToElement(new InstallAgentParameters { Sha256 = sha256 }, ContractsJson.Default.InstallAgentParameters),
            Token);

        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.Message);
        Assert.Empty(_installation.Server.PackageRequests);
    }

    [Fact]
    public async Task WhenAServerThatCameLocallyHasTheReport_ThenTheConnectorRemovesItself()
    {
        await using var relay = await OpenRelayAsync();
        var end = await relay.Channel.RunAsync(OperationKind.UninstallConnector, parameters: null, Token);

        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.Message);
        await UntilGoneAsync(Machine.Folder.Path);
    }

    private async Task<Relay> OpenRelayAsync(Welcome? welcome = null)
    {
        var relay = new Relay(Machine);
        await relay.Channel.ReadHelloAsync(Token);
        await relay.Channel.WelcomeAsync(Token, welcome);
        return relay;
    }

    private static async Task UntilGoneAsync(string path)
    {
        while (Path.Exists(path))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    /// <summary>The program's relay with pipes in place of those of sshd.</summary>
    private sealed class Relay : IAsyncDisposable
    {
        private readonly Pipe _input = new(), _output = new();
        private readonly Task _running;

        public Relay(TestMachine machine)
        {
            _running = Task.Run(
                async () =>
                {
                    await new ChannelRelay(machine, machine.Folder).RunAsync(_input.Reader.AsStream(), _output.Writer.AsStream(), TextWriter.Null, Token);
                    await _output.Writer.CompleteAsync();
                },
                Token);
            var pipes = new DuplexStream(_output.Reader.AsStream(), _input.Writer.AsStream());
            Channel = new TestServerChannel(WebSocket.CreateFromStream(pipes, new WebSocketCreationOptions { IsServer = true }), serial: "");
        }

        public TestServerChannel Channel { get; }

        /// <summary>As where the connection breaks: the pipes end.</summary>
        public async ValueTask DisposeAsync()
        {
            await _input.Writer.CompleteAsync();
            await _running;
        }
    }
}
