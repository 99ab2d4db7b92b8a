using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Local;

/// <summary>A server that comes by SMB: it puts files into a folder, has <c>vlink exec-operation</c> run, and reads files.</summary>
public sealed class FolderExchangeTests : IAsyncLifetime
{
    private TestInstallation _installation = null!;
    private TestServerChannel _web = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    private string Folder => $"{Machine.Root}/exchange";

    private string Marks => $"{Machine.Root}/marks";

    public async ValueTask InitializeAsync()
    {
        (_installation, _web) = await TestInstallation.InstallAsync(Token);
        Directory.CreateDirectory(Folder);
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    [Fact]
    public async Task WhenATaskIsAskedFor_ThenAllThatIsSaidIsSpooledAndTheVerbEndsWhenItIsConfirmed()
    {
        var id = Guid.NewGuid();
        Request(id, new() { Script = $"echo ran | tee -a {Marks}" });
        var running = ExecAsync();
        var messages = await UntilFinishedAsync();
        Assert.False(running.IsCompleted);
        Assert.False(File.Exists($"{Folder}/{FolderExchangeFiles.Request}"));
        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Confirmed}", "", Token);

        Assert.Equal((0, ""), await running);
        Assert.Equal(Machine.Folder.Path, Assert.IsType<Hello>(messages[0]).Folder);
        Assert.Equal(id, Assert.IsType<OperationAccepted>(messages[1]).OperationId);
        Assert.Equal("ran\n", OutputOf(messages));
        Assert.Equal(OperationOutcome.Succeeded, Assert.IsType<OperationFinished>(messages[^1]).Outcome);
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Marks, Token));
        Assert.Contains("confirmedAt", await File.ReadAllTextAsync($"{Machine.Folder.Journal}/{id:D}.json", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenItIsAskedForAgain_ThenItRunsOnceAndGoesOnFromTheOffset()
    {
        var id = Guid.NewGuid();
        RunTaskParameters task = new() { Script = $"echo ran | tee -a {Marks}" };
        Request(id, task);
        using (var broken = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            var first = ExecAsync(broken.Token);
            await UntilFinishedAsync();
            await broken.CancelAsync();
            await Task.WhenAny(first);
        }

        File.Delete($"{Folder}/{FolderExchangeFiles.Messages}");
        Request(id, task, outputReceived: 2);
        var second = ExecAsync();
        var messages = await UntilFinishedAsync();
        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Confirmed}", "", Token);

        Assert.Equal((0, ""), await second);
        Assert.Equal("n\n", OutputOf(messages));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Marks, Token));
    }

    [Fact]
    public async Task WhenItWasStartedOverWeb_ThenItIsTakenUpAndRunsOnce()
    {
        var (id, go) = (Guid.NewGuid(), $"{Machine.Root}/go");
        RunTaskParameters task = new() { Script = $"mkfifo {go}; echo ran | tee -a {Marks}; read x < {go}" };
        await _web.StartTaskAsync(id, task, Token);
        await _web.ReceiveAsync<OperationAccepted>(Token);
        await _web.ReceiveAsync<OperationOutput>(Token);
        Machine.CutNetwork();
        _web.Abort();

        Request(id, task);
        var running = ExecAsync();
        await File.WriteAllTextAsync(go, "x\n", Token);
        var messages = await UntilFinishedAsync();
        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Confirmed}", "", Token);

        Assert.Equal((0, ""), await running);
        Assert.Equal("ran\n", OutputOf(messages));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(Marks, Token));
    }

    [Fact]
    public async Task WhenTheCancelFileAppears_ThenTheOperationIsEnded()
    {
        Request(Guid.NewGuid(), new() { Script = "sleep 600" });
        var running = ExecAsync();
        using (var spooled = new FileAppearance($"{Folder}/{FolderExchangeFiles.Messages}"))
        {
            await spooled.WaitAsync(Token);
        }

        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Cancel}", "", Token);
        var messages = await UntilFinishedAsync();
        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Confirmed}", "", Token);

        Assert.Equal((0, ""), await running);
        Assert.Equal(OperationOutcome.Cancelled, Assert.IsType<OperationFinished>(messages[^1]).Outcome);
    }

    [Fact]
    public async Task WhenTheCancelFileIsThereBeforehand_ThenNothingIsRun()
    {
        Request(Guid.NewGuid(), new() { Script = $"echo ran >> {Marks}" });
        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Cancel}", "", Token);
        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Confirmed}", "", Token);

        Assert.Equal((0, ""), await ExecAsync());

        Assert.Equal(OperationOutcome.Cancelled, Assert.IsType<OperationFinished>(Messages()[^1]).Outcome);
        Assert.False(File.Exists(Marks));
    }

    [Fact]
    public async Task WhenTheRequestIsBroken_ThenItIsRemovedAndNotQuoted()
    {
        await File.WriteAllTextAsync($"{Folder}/{FolderExchangeFiles.Request}", """{"start":{"password":"geheim" """, Token);

        var (exitCode, output) = await ExecAsync();

        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("geheim", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    private void Request(Guid id, RunTaskParameters task, long outputReceived = 0) => File.WriteAllBytes(
        $"{Folder}/{FolderExchangeFiles.Request}",
        JsonSerializer.SerializeToUtf8Bytes(
            new FolderExchangeRequest
            {
                OutputReceived = outputReceived,
                Start = new StartOperation
                {
                    OperationId = id,
                    Kind = OperationKind.RunTask,
                    Parameters = JsonSerializer.SerializeToElement(task, ContractsJson.Default.RunTaskParameters),
                    TimeoutSeconds = 60,
                },
            },
            ContractsJson.Default.FolderExchangeRequest));

    private Task<(int ExitCode, string Output)> ExecAsync(CancellationToken? token = null) =>
        Machine.RunAsync(token ?? Token, "exec-operation", "--folder", Folder);

    private async Task<IReadOnlyList<ChannelMessage>> UntilFinishedAsync()
    {
        while (true)
        {
            var messages = Messages();
            if (messages is [.., OperationFinished])
            {
                return messages;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    private IReadOnlyList<ChannelMessage> Messages()
    {
        var path = $"{Folder}/{FolderExchangeFiles.Messages}";
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.ChannelMessage)!)];
    }

    private static string OutputOf(IEnumerable<ChannelMessage> messages) =>
        string.Concat(messages.OfType<OperationOutput>().Select(output => Encoding.UTF8.GetString(output.Data)));
}
