using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Tests.Channels.Web;

/// <summary>Server and connector together, each with its own code.</summary>
public sealed class RealConnectorTests : IAsyncLifetime
{
    private readonly RealEndpoint _endpoint = new();
    private RunningServer _server = null!;
    private Guid _connector;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The tasks of these tests are scripts for /bin/sh.");
        _server = await RunningServer.StartAsync();
        _connector = await _endpoint.StartAsync(_server, "vm");
    }

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task GetStatus_AnswersWithWhatTheConnectorFinds()
    {
        var operation = await _server.EndOfAsync(await _server.SubmitAsync(OperationTarget.Connector(_connector)));

        var status = operation.Result!.Value.Deserialize(ContractsJson.Default.ConnectorStatus);
        Assert.Equal(OperationState.Success, operation.State);
        Assert.Equal(Environment.ProcessId, status!.ProcessId);
    }

    [Fact]
    public async Task RunTask_BringsBothStreamsAndTheExitCode()
    {
        var operation = await _server.EndOfAsync(await SubmitAsync("seq 1 50000; echo problem >&2; exit 3"));

        var result = operation.Result!.Value.Deserialize(ContractsJson.Default.RunTaskResult);
        Assert.Equal(3, result!.ExitCode);
        Assert.Equal(string.Concat(Enumerable.Range(1, 50000).Select(number => $"{number}\n")), await OutputAsync(operation.Id, OutputStream.Output));
        Assert.Equal("problem\n", await OutputAsync(operation.Id, OutputStream.Error));
    }

    [Fact]
    public async Task WhenATaskIsCancelled_ThenItsProcessEnds()
    {
        var id = await SubmitAsync("echo started; exec sleep 600");
        await OutputOfAsync(id, "started\n");

        await _server.Get<OperationLedger>().RequestCancelAsync(id, "test", TestContext.Current.CancellationToken);

        Assert.Equal(OperationState.Cancelled, (await _server.EndOfAsync(id)).State);
    }

    [Fact]
    public async Task WhenTheServerRestartsWhileATaskRuns_ThenItRunsOnceAndItsOutputIsWhole()
    {
        var go = Path.Combine(_endpoint.Folder, "go");
        var id = await SubmitAsync($"echo one; while [ ! -e {go} ]; do sleep 0.05; done; echo two");
        await OutputOfAsync(id, "one\n");

        await _server.RestartAsync();
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
        var operation = await _server.EndOfAsync(id);

        Assert.Equal(OperationState.Success, operation.State);
        Assert.Equal("one\ntwo\n", await OutputAsync(id, OutputStream.Output));
    }

    private Task<Guid> SubmitAsync(string script) => _server.SubmitAsync(
        OperationTarget.Connector(_connector), OperationKind.RunTask, task: new RunTaskParameters { Script = script });

    private async Task OutputOfAsync(Guid id, string expected)
    {
        using var changes = _server.Get<OperationSignals>().Subscribe(id);
        while (await OutputAsync(id, OutputStream.Output) != expected)
        {
            await changes.Signal.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }
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
        TestContext.Current.CancellationToken);
}
