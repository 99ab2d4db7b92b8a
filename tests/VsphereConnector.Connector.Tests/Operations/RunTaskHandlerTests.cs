using System.Text;
using System.Text.Json;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Journal;
using VsphereConnector.Connector.Operations;
using VsphereConnector.Connector.Operations.RunTask;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>With real processes.</summary>
public sealed class RunTaskHandlerTests : IAsyncDisposable
{
    private readonly TestMachine _machine = new();
    private readonly LiveSettings _live = new(new() { ServerUrls = [], CertificateAuthority = "" });
    private readonly string _spoolPath;

    public RunTaskHandlerTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The tasks of these tests are for /bin/sh.");
        _spoolPath = $"{_machine.Root}/spool";
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RunTaskHandler Handler => new(_machine, _machine.Folder, _live, TestCache.Of(_machine, _live));

    [Fact]
    public async Task Run_OfAScript_GivesBothStreamsAndTheExitCode()
    {
        var result = await RunAsync(new() { Script = "echo out; echo err >&2; exit 3" });
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("out\n", Read(OutputStream.Output));
        Assert.Equal("err\n", Read(OutputStream.Error));
        Assert.Empty(Directory.EnumerateFiles(_machine.Folder.Work));
    }

    [Fact]
    public async Task Run_WithArgumentsAndEnvironment_HandsThemOverAsTheyAre()
    {
        string[] arguments = ["a b", "$HOME", "'\"", ""];
        await RunAsync(new()
        {
            Script = "printf '%s|' \"$@\" \"$SECRET\"", Arguments = arguments, Environment = new Dictionary<string, string> { ["SECRET"] = "x;y $z" },
        });
        Assert.Equal(string.Join('|', [.. arguments, "x;y $z", ""]), Read(OutputStream.Output));
    }

    [Fact]
    public async Task Run_OfAProgramByName_FindsItOnThePath()
    {
        await RunAsync(new() { Program = "echo", Arguments = ["hello"], WorkingDirectory = "/" });
        Assert.Equal("hello\n", Read(OutputStream.Output));
    }

    [Fact]
    public async Task Run_WithAnInterpreter_GivesItTheScript()
    {
        await RunAsync(new() { Script = "anything $PWD", Interpreter = "cat" });
        Assert.Equal("anything $PWD", Read(OutputStream.Output));
    }

    [Fact]
    public async Task Run_InAWorkingDirectory_RunsThere()
    {
        await RunAsync(new() { Script = "pwd", WorkingDirectory = "/usr" });
        Assert.Equal("/usr\n", Read(OutputStream.Output));
    }

    [Fact]
    public async Task Run_OfMoreOutputThanTheLimit_KeepsTheBeginningAndCountsAll()
    {
        var result = await RunAsync(new() { Script = "head -c 100000 /dev/zero", OutputLimit = 1024 });
        Assert.Equal(100_000, result.OutputBytes);
        Assert.True(result.OutputCut);
        Assert.False(result.ErrorCut);
        Assert.Equal(1024, Read(OutputStream.Output).Length);
    }

    [Fact]
    public async Task Run_OfATaskEndedByASignal_Is128AndTheSignal() => Assert.Equal(137, (await RunAsync(new() { Script = "kill -9 $$" })).ExitCode);

    [Fact]
    public async Task Run_AsAnotherAccount_IsThatAccountWithItsScript()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may run a task as another account.");
        OpenToAll(_machine.Root);
        await RunAsync(new() { Script = "id -un; echo \"$HOME\"; cd /; [ \"$SECRET\" = s ] && echo kept", RunAs = "nobody", Environment = new Dictionary<string, string> { ["SECRET"] = "s" } });
        Assert.Equal("nobody\n/nonexistent\nkept\n", Read(OutputStream.Output));
    }

    [Theory]
    [InlineData("interpreter-missing")]
    [InlineData("program-missing")]
    [InlineData("program-not-executable")]
    [InlineData("folder-missing")]
    [InlineData("account-unknown")]
    [InlineData("bad-parameters")]
    public async Task Run_OfWhatCannotRun_SaysWhyAndLeavesNoScript(string code)
    {
        RunTaskParameters parameters = code switch
        {
            "interpreter-missing" => new() { Script = "x", Interpreter = "/no/such" },
            "program-missing" => new() { Program = "no-such-program" },
            "program-not-executable" => new() { Program = "/etc/passwd" },
            "folder-missing" => new() { Script = "x", WorkingDirectory = "/no/such" },
            "account-unknown" => new() { Script = "x", RunAs = "no-such-account" },
            _ => new() { Script = "x", Program = "y" },
        };
        var failure = await Assert.ThrowsAsync<OperationFailedException>(() => RunAsync(parameters));
        Assert.Equal(code, failure.Error.Code);
        Assert.NotEmpty(failure.Error.Remedy);
        Assert.Empty(_machine.Files.List(_machine.Folder.Work));
    }

    [Fact]
    public async Task WhenItIsCancelled_ThenTheWholeTreeHasEnded()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var pids = $"{_machine.Root}/pids";
        var script = $"sleep 1000 & echo $! > {pids}; (sleep 1000 & echo $! >> {pids}; echo ready; wait) & wait";
        using var spool = new OutputSpool(_machine.Files, _spoolPath, cancel.Cancel);
        var result = await Handler.RunAsync(Start(new() { Script = script }), spool, cancel.Token);
        Assert.True(result.Stopped);
        Assert.All(File.ReadAllLines(pids), pid => Assert.True(HasEnded(pid), $"{pid} runs"));
    }

    [Fact]
    public async Task WhenATaskHasForkedAway_ThenItIsEndedAllTheSame()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var pids = $"{_machine.Root}/pids";
        var script = $"""
            (setsid sh -c 'sleep 1000 & echo $! >>{pids}; echo $$ >>{pids}; exec sleep 1000' >/dev/null 2>&1 &)
            (env -i sleep 1000 & echo $! >>{pids})
            while [ "$(wc -l <{pids})" -lt 3 ]; do sleep 0.05; done
            echo ready; sleep 1000
            """;
        using var spool = new OutputSpool(_machine.Files, _spoolPath, cancel.Cancel);
        var result = await Handler.RunAsync(Start(new() { Script = script }), spool, cancel.Token);
        Assert.True(result.Stopped);
        Assert.All(File.ReadAllLines(pids), pid => Assert.True(HasEnded(pid), $"{pid} runs"));
    }

    [Fact]
    public async Task WhenATaskStartsADaemon_ThenThatGoesOnAndTheResultTells()
    {
        var result = await RunAsync(new() { Script = "(setsid sleep 1000 >/dev/null 2>&1 &)" });
        var left = Assert.Single(result.StillRunning!);
        var id = left.Split('(', ')')[1];
        Assert.False(HasEnded(id));
        _machine.Processes.Start(new() { Program = "kill", Arguments = [id], WorkingDirectory = "/" });
    }

    [Fact]
    public async Task Run_OfWhatWritesNoText_KeepsTheBytes()
    {
        await RunAsync(new() { Script = @"printf '\377\000\376\303(\012'" });
        Assert.Equal([0xFF, 0x00, 0xFE, 0xC3, 0x28, 0x0A], ReadBytes(OutputStream.Output));
    }

    [Fact]
    public async Task WhenATaskLeavesAProcessWithItsPipes_ThenItEndsAllTheSame()
    {
        var result = await RunAsync(new() { Script = "sleep 20 & echo $!" });
        Assert.Equal(0, result.ExitCode);
        _machine.Processes.Start(new() { Program = "kill", Arguments = [Read(OutputStream.Output).Trim()], WorkingDirectory = "/" });
    }

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    private static bool HasEnded(string pid) =>
        !File.Exists($"/proc/{pid}/stat") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static void OpenToAll(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, FileModes.Executable);
        }
    }

    private static StartOperation Start(RunTaskParameters parameters) => new()
    {
        OperationId = Guid.NewGuid(),
        Kind = OperationKind.RunTask,
        Parameters = JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.RunTaskParameters),
        TimeoutSeconds = 60,
    };

    private async Task<RunTaskResult> RunAsync(RunTaskParameters parameters)
    {
        using var spool = new OutputSpool(_machine.Files, _spoolPath, () => { });
        var result = await Handler.RunAsync(Start(parameters), spool, Token);
        Assert.False(result.Stopped);
        return result.Result!.Value.Deserialize(ContractsJson.Default.RunTaskResult)!;
    }

    private string Read(OutputStream stream) => Encoding.UTF8.GetString(ReadBytes(stream));

    private byte[] ReadBytes(OutputStream stream)
    {
        var bytes = new List<byte>();
        using var reader = new SpoolReader(_machine.Files.OpenRead(_spoolPath));
        var buffer = new byte[4096];
        while (reader.Read(buffer, out var from) is > 0 and var count)
        {
            bytes.AddRange(from == stream ? buffer.AsSpan(0, count) : []);
        }

        return [.. bytes];
    }
}
