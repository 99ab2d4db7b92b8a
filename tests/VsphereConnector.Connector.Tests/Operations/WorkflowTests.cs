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
public sealed class WorkflowTests : IAsyncDisposable
{
    private readonly TestMachine _machine = new();
    private readonly LiveSettings _live = new(new() { ServerUrls = [], CertificateAuthority = "" });
    private string _output = "";

    public WorkflowTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The tasks of these tests are for /bin/sh.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _live.Dispose();
        return _machine.DisposeAsync();
    }

    [Fact]
    public async Task Steps_RunInTheirOrder_AndTheOutputTellsWhichIsWhose()
    {
        var result = await RunAsync(Step("one", "echo first"), Step("two", "echo second; exit 0"));
        Assert.Equal("first\nsecond\n", _output);
        Assert.Equal([("one", 0L, 6L), ("two", 6L, 13L)], result.Steps!.Select(step => (step.Name, step.OutputFrom, step.OutputTo)));
        Assert.Equal((0, 13L), (result.ExitCode, result.OutputBytes));
    }

    [Fact]
    public async Task AStepThatFails_EndsTheWorkflow()
    {
        var result = await RunAsync(Step("one", "exit 3"), Step("two", "echo never"));
        Assert.Equal([TaskStepState.Failed, TaskStepState.Skipped], States(result));
        Assert.Equal((3, ""), (result.ExitCode, _output));
    }

    [Fact]
    public async Task AStepThatMayFail_DoesNotEndIt_AndConditionsGoByItsExitCode()
    {
        var result = await RunAsync(
            Step("check", "exit 3") with { ContinueOnError = true },
            Step("on 3", "echo three") with { When = new("check", [3]) },
            Step("on 0", "echo zero") with { When = new("check", [0]) },
            Step("not 0", "echo not") with { When = new("check", [0], Not: true) },
            Step("after skipped", "echo no") with { When = new("on 0", [0], Not: true) });
        Assert.Equal([TaskStepState.Failed, TaskStepState.Succeeded, TaskStepState.Skipped, TaskStepState.Succeeded, TaskStepState.Skipped], States(result));
        Assert.Equal("three\nnot\n", _output);
    }

    [Fact]
    public async Task ASuccessExitCode_IsNoFailure() =>
        Assert.Equal([TaskStepState.Succeeded, TaskStepState.Succeeded], States(await RunAsync(Step("one", "exit 3") with { SuccessExitCodes = [0, 3] }, Step("two", ":"))));

    [Fact]
    public async Task AStepWhoseTimePasses_IsEndedWithItsProcesses_AndTheWorkflowMayGoOn()
    {
        var result = await RunAsync(Step("long", "sleep 1000") with { TimeoutSeconds = 0.2, ContinueOnError = true }, Step("next", "echo next"));
        Assert.Equal([TaskStepState.TimedOut, TaskStepState.Succeeded], States(result));
        Assert.Equal("next\n", _output);
    }

    [Fact]
    public async Task AStepThatCannotStart_SaysWhy()
    {
        var result = await RunAsync(new TaskStep { Name = "one", Program = "/no/such/program" }, Step("two", "echo never"));
        Assert.Equal("program-missing", result.Steps![0].Error?.Code);
        Assert.Equal(TaskStepState.Skipped, result.Steps[1].State);
    }

    [Fact]
    public async Task ASecret_IsInTheEnvironmentOfEveryStep_AndNotInTheOutput()
    {
        var secrets = new Dictionary<string, string> { ["KEY"] = "pa$$ w0rd" };
        await RunAsync(new RunTaskParameters
        {
            SecretEnvironment = secrets, Steps = [Step("one", "printf '%s' \"$KEY\" | wc -c"), Step("two", "printf 'a%sb' \"$KEY\"; printf 'pa$$'; sleep 0.05; printf ' w0rd'")],
        });
        Assert.Equal("9\na[removed]b[removed]", _output);
    }

    [Theory]
    [InlineData("""{"steps":[{"name":"a","script":"x"}],"script":"y"}""")]
    [InlineData("""{"steps":[{"name":"a","script":"x"},{"name":"a","script":"x"}]}""")]
    [InlineData("""{"steps":[{"name":"","script":"x"}]}""")]
    [InlineData("""{"steps":[{"name":"a"}]}""")]
    [InlineData("""{"steps":[null]}""")]
    [InlineData("""{"steps":[{"name":"a","script":"x","when":{"step":"a","exitCodes":[0]}}]}""")]
    [InlineData("""{"steps":[{"name":"a","script":"x","when":{"step":"later","exitCodes":[0]}},{"name":"later","script":"x"}]}""")]
    [InlineData("""{"steps":[{"name":"a","script":"x","timeoutSeconds":-1}]}""")]
    [InlineData("""{"script":"x","secretEnvironment":{"A=B":"cccc"}}""")]
    public void Validation_OfWhatCannotWork_Refuses(string parameters) => Assert.Equal(
        "bad-parameters", Assert.Throws<OperationFailedException>(() => RunTaskValidation.Read(JsonDocument.Parse(parameters).RootElement)).Error.Code);

    [Theory]
    [InlineData("bash", ".sh", 0)]
    [InlineData("/usr/bin/python3", ".py", 0)]
    [InlineData(@"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", ".ps1", 5)]
    [InlineData("cmd.exe", ".cmd", 3)]
    public void Interpreters_GetTheirScriptsAsTheyWantThem(string interpreter, string ending, int switches) =>
        Assert.Equal((ending, switches), (Interpreters.Of(interpreter).Ending, Interpreters.Of(interpreter).Switches.Count));

    [Fact]
    public void Mask_HoweverTheStreamIsCut_TakesOutTheSecretAndNothingElse()
    {
        var random = new Random(7);
        const string text = "xxabcabcdabcdefyyabcde abcdabcdef";
        for (var round = 0; round < 2000; round++)
        {
            var mask = new SecretMask(["abcdef", "abcd"]);
            var result = new List<byte>();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(random.Next(1, 9), text.Length - at);
                result.AddRange(mask.Push(Encoding.ASCII.GetBytes(text.Substring(at, length))));
                at += length;
            }

            result.AddRange(mask.Flush());
            Assert.Equal("xxabc[removed][removed]yy[removed]e [removed][removed]", Encoding.ASCII.GetString([.. result]));
        }
    }

    [Fact]
    public async Task WhenAStepTimesOut_ThenADaemonOfAnEarlierOneGoesOn()
    {
        var result = await RunAsync(
            Step("start", "(setsid sleep 1000 >/dev/null 2>&1 &)"), Step("wait", "(setsid sleep 1001 >/dev/null 2>&1 &); sleep 1002") with { TimeoutSeconds = 0.5 });

        Assert.Equal([TaskStepState.Succeeded, TaskStepState.TimedOut], States(result));
        var left = Assert.Single(result.StillRunning!);
        _machine.Processes.Start(new() { Program = "kill", Arguments = [left.Split('(', ')')[1]], WorkingDirectory = "/" });
    }

    private static TaskStep Step(string name, string script) => new() { Name = name, Script = script };

    private static IEnumerable<TaskStepState> States(RunTaskResult result) => result.Steps!.Select(step => step.State);

    private Task<RunTaskResult> RunAsync(params TaskStep[] steps) => RunAsync(new RunTaskParameters { Steps = steps });

    private async Task<RunTaskResult> RunAsync(RunTaskParameters parameters)
    {
        var path = $"{_machine.Root}/spool";
        var start = new StartOperation
        {
            OperationId = Guid.NewGuid(),
            Kind = OperationKind.RunTask,
            Parameters = JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.RunTaskParameters),
            TimeoutSeconds = 60,
        };
        HandlerResult result;
        using (var spool = new OutputSpool(_machine.Files, path, () => { }))
        {
            result = await new RunTaskHandler(_machine, _machine.Folder, _live, TestCache.Of(_machine, _live)).RunAsync(start, spool, Token);
        }

        _output = Read(path);
        return result.Result!.Value.Deserialize(ContractsJson.Default.RunTaskResult)!;
    }

    private string Read(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var reader = new SpoolReader(_machine.Files.OpenRead(path));
        var (text, buffer) = (new StringBuilder(), new byte[4096]);
        while (reader.Read(buffer, out _) is > 0 and var count)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
