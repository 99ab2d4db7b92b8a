using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Channels.Smb.Driver;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Channels.Smb;

/// <summary>Operations, while the connector's own channel to the server is closed: SMB is the only road.</summary>
public sealed class SmbDriverTests(SmbGuest guest) : SmbDriverTest(guest)
{
    [Fact]
    public async Task RunTask_BringsItsOutputAndLeavesNothing()
    {
        var connector = await EnrolAsync();

        var operation = await Server.EndOfAsync(await RunAsync(connector, "seq 1 60000; echo problem >&2; exit 3"));

        Assert.True(operation.Result is not null, $"{operation.Error}");
        Assert.Equal(3, operation.Result.Value.Deserialize(ContractsJson.Default.RunTaskResult)!.ExitCode);
        Assert.Equal(string.Concat(Enumerable.Range(1, 60000).Select(number => $"{number}\n")), await OutputAsync(operation.Id, OutputStream.Output));
        Assert.Equal("problem\n", await OutputAsync(operation.Id, OutputStream.Error));
        await AssertNothingIsLeftAsync(operation.Id);
    }

    [Fact]
    public async Task WhenATaskIsCancelled_ThenItsProcessEnds()
    {
        var connector = await EnrolAsync();
        var id = await RunAsync(connector, "echo started; exec sleep 600");
        await UntilOutputAsync(id, "started\n");

        await Server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token);

        Assert.Equal(OperationState.Cancelled, (await Server.EndOfAsync(id)).State);
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenTheServerRestartsWhileATaskRuns_ThenItRunsOnceAndItsOutputIsWhole()
    {
        var connector = await EnrolAsync();
        var go = Path.Combine(Endpoint.Folder, "go");
        var id = await RunAsync(connector, $"echo one; while [ ! -e {go} ]; do sleep 0.05; done; echo two");
        await UntilOutputAsync(id, "one\n");

        await Server.RestartAsync();
        await File.WriteAllTextAsync(go, "", Token);
        var operation = await Server.EndOfAsync(id);

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        Assert.Equal("one\ntwo\n", await OutputAsync(id, OutputStream.Output));
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenWebIsCutDuringATask_ThenItEndsOnceOverSmb()
    {
        var connector = await EnrolAsync(overWeb: true);
        var (marks, go) = (Path.Combine(Endpoint.Folder, "marks"), Path.Combine(Endpoint.Folder, "go"));
        var id = await RunAsync(connector, $"echo ran >> {marks}; echo one; while [ ! -e {go} ]; do sleep 0.05; done; echo two");
        await UntilOutputAsync(id, "one\n");

        Endpoint.CutNetwork();
        await Server.WaitForAsync(id, operation => operation.Step == "connect");
        await File.WriteAllTextAsync(go, "", Token);
        var operation = await Server.EndOfAsync(id);

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        Assert.Equal("one\ntwo\n", await OutputAsync(id, OutputStream.Output));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(marks, Token));
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenItIsCancelledBeforeItWasHandedOver_ThenTheConnectorKnowsAndNothingIsLeft()
    {
        var connector = await EnrolAsync();
        var ended = await Server.EndOfAsync(await RunAsync(connector, "hostname"));
        var operation = ended with { Id = Guid.NewGuid() };
        await using var connection = await OpenAsync();
        await using var channel = new SmbChannel(
            connection, OneTimeRun.InTempFolder(connection, operation.Id, TimeProvider.System), (await Server.Get<ConnectorStore>().FindAsync(Registered.Subject, Token))!, operation, 0, TimeProvider.System);
        var mailbox = channel.Attach(operation.Id)!;

        Assert.True(await channel.TrySendAsync(new CancelOperation(operation.Id), Token));

        Assert.Equal(OperationOutcome.Cancelled, (await mailbox.Messages.ReadAllAsync(Token).OfType<OperationFinished>().FirstAsync(Token)).Outcome);
        Assert.True(await channel.TrySendAsync(new FinishReceived(operation.Id), Token));
        await channel.RemoveAsync();
        await AssertNothingIsLeftAsync(operation.Id);
    }

    [Fact]
    public async Task WhenATaskWasCancelledWhileNobodyCouldTellIt_ThenTheNextOneToComeEndsIt()
    {
        var connector = await EnrolAsync();
        var ended = Path.Combine(Endpoint.Folder, "ended");
        var id = await RunAsync(connector, $"trap 'echo ended > {ended}; exit' TERM; echo started; while :; do sleep 0.1; done");
        await UntilOutputAsync(id, "started\n");
        await Server.RestartAsync(() => Server.Get<OperationLedger>().RequestCancelAsync(id, "test", Token));
        Assert.Equal(OperationState.Cancelled, (await Server.EndOfAsync(id)).State);

        await Server.EndOfAsync(await RunAsync(connector, "hostname"));
        await UntilAsync(() => Task.FromResult(File.Exists(ended)));
        await UntilAsync(async () => (await Guest.ShellAsync($"ls {SmbGuest.Windows}/temp/vlink-{id:N}")).Contains("done", StringComparison.Ordinal));
        await Server.EndOfAsync(await RunAsync(connector, "hostname"));

        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedOnceAndSaid()
    {
        await StoreAsync("wrong", "ordinary", "not the password");
        var endpoint = await RegisterAsync("win-2", "wrong");
        var connector = await EnrolAsync(endpoint);
        var before = await CountLogonsAsync("ordinary");

        await RunAsync(connector, "hostname");
        var error = await UntilSuspendedAsync(endpoint, "smb-logon-refused");
        await Server.WaitForAsync(await RunAsync(connector, "hostname"), operation => operation.NotBefore > operation.CreatedAt);

        Assert.Equal(before + 1, await CountLogonsAsync("ordinary"));
        Assert.DoesNotContain("not the password", $"{error}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenTheAccountIsNoAdministrator_ThenRemoteUacIsNamedAndNothingIsLeft()
    {
        await StoreAsync("users", "ordinary", Guest.Password);
        var endpoint = await RegisterAsync("win-2", "users");
        var connector = await EnrolAsync(endpoint);

        var id = await RunAsync(connector, "hostname");

        Assert.Contains("LocalAccountTokenFilterPolicy", (await UntilSuspendedAsync(endpoint, "smb-not-administrator")).Remedy, StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(id);
    }

    [Fact]
    public async Task WhenAnEarlierCrashLeftAServiceAndItsFolder_ThenBothAreRemoved()
    {
        var left = Guid.NewGuid();
        await using (var connection = await OpenAsync())
        {
            await connection.Services.CreateAsync($"vlink-once-{left:N}", "left", "x", Token);
            await (await connection.ShareAsync(Token)).MakeFolderAsync($@"Temp\vlink-{left:N}", Token);
        }

        var operation = await Server.EndOfAsync(await RunAsync(await EnrolAsync(), "hostname"));

        Assert.True(operation.State == OperationState.Success, $"{operation.Error}");
        await AssertNothingIsLeftAsync(left);
        Assert.Contains($"delete vlink-once-{left:N}", await Guest.JournalAsync());
    }
}
