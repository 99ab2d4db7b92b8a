using System.Text;
using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;

namespace VsphereConnector.Lab.Tests.Operations;

/// <summary>Tasks in real guests: workflows, secrets, and tasks that do not behave.</summary>
[Collection(OperationsLabCollection.Name)]
public sealed class TaskTests(Lab lab) : ProductTest(lab)
{
    private const string Secret = "correct-horse-battery";

    private const string Workflow =
        """
        {
          "steps": [
            { "name": "look", "script": "echo looking; exit 3" , "continueOnError": true },
            { "name": "mend", "script": "echo mending with $PASSWORD as $ROLE", "interpreter": "bash", "when": { "step": "look", "exitCodes": [ 3 ] } },
            { "name": "celebrate", "program": "true", "when": { "step": "look", "exitCodes": [ 0 ] } },
            { "name": "wait", "script": "sleep 1000", "timeoutSeconds": 1, "continueOnError": true },
            { "name": "end", "program": "echo", "arguments": [ "done" ] }
          ]
        }
        """;

    [Fact]
    public async Task WhenAWorkflowHasASecret_ThenEachStepTellsAndNobodySeesIt()
    {
        var guest = await DeployAsync();
        var workflow = await Server.PutFileAsync("workflow.json", Encoding.UTF8.GetBytes(Workflow), Token);
        var secret = await Server.PutFileAsync("password", Encoding.UTF8.GetBytes(Secret), Token);

        var run = await SucceedAsync(guest, ["run"], "--workflow", workflow, "--secret", $"PASSWORD={secret}", "--environment", "ROLE=admin");

        Assert.Equal(
            [("look", "Failed"), ("mend", "Succeeded"), ("celebrate", "Skipped"), ("wait", "TimedOut"), ("end", "Succeeded")],
            run.Result.GetProperty("steps").EnumerateArray().Select(step => (step.GetProperty("name").GetString()!, step.GetProperty("state").GetString()!)));
        var mended = await Server.RunClientAsync(Token, "operations", "output", run.Id, "--step", "mend");
        Assert.Equal("mending with [removed] as admin", mended.EnsureSuccess().Output);
        Assert.Equal("", await guest.ShellAsync($"grep -rl {Secret} {InstalledConnector.Folder} /var/log /tmp /var/tmp 2>/dev/null || true", Token));
        Assert.DoesNotContain(Secret, (await Administrator.ShowAsync(run.Id, Token)).ToString() + Server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAScriptIsKeptOnTheServer_ThenTheEndpointRunsIt()
    {
        var guest = await DeployAsync();
        var script = await Server.PutFileAsync("who.sh", "echo \"$0 $1\" | sed 's/.*vAgentManager.* /it is /'"u8.ToArray(), Token);

        var run = await SucceedAsync(guest, ["run"], "--script-package", script, "--argument", "me");

        Assert.Equal("it is me\n", await Administrator.ReadOutputAsync(run, Token));
        Assert.Equal("", await guest.ShellAsync($"ls {InstalledConnector.Folder}/packages {InstalledConnector.Folder}/work 2>/dev/null | grep -v : || true", Token));
    }

    [Fact]
    public async Task WhenATaskForksAwayAndNeverEnds_ThenTheTimeoutEndsAllOfItAndTheRecordSaysWhoDid()
    {
        var guest = await DeployAsync();

        var task = await Administrator.OperateAsync(
            guest.Spec.Name, "RunTask", new { Script = "(setsid sh -c 'sleep 4711 & exec sleep 4712' >/dev/null 2>&1 &); (env -i sleep 4713 &); sleep 4714" }, Token, timeoutSeconds: 5);

        Assert.Equal("timed-out", task.ErrorCode);
        Assert.Contains(task.Json.GetProperty("error").GetProperty("endedBy").GetString(), new[] { "Server", "Endpoint" });
        Assert.Equal("", await guest.ShellAsync("pgrep -f '[s]leep 471[1-4]' || true", Token));
        await AssertRunsTasksAsync(guest);
    }

    [Fact]
    public async Task WhenATaskStartsADaemon_ThenTheResultNamesIt()
    {
        var guest = await DeployAsync();

        var run = await SucceedAsync(guest, ["run"], "--script", "(setsid sleep 4711 >/dev/null 2>&1 &)");

        Assert.Equal(JsonValueKind.Array, run.Result.GetProperty("stillRunning").ValueKind);
        Assert.NotEqual("", await guest.ShellAsync("pgrep -f '[s]leep 4711'", Token));
    }

    [Fact]
    public async Task WhenATaskPrintsWithoutEnd_ThenTheBeginningIsKeptAndTheConnectorStaysSmall()
    {
        var guest = await DeployAsync();

        var task = await Administrator.OperateAsync(guest.Spec.Name, "RunTask", new { Script = "yes", OutputLimit = 4096 }, Token, timeoutSeconds: 5);

        Assert.Equal("timed-out", task.ErrorCode);
        Assert.Equal(4096, (await Administrator.ReadOutputAsync(task, Token)).Length);
        Assert.True(task.Result.GetProperty("outputCut").GetBoolean());
        await AssertRunsTasksAsync(guest);
        await InstalledConnector.AssertSmallAsync(guest, Token);
    }

    [Fact]
    public async Task WhenATaskPrintsTenGigabytes_ThenAllIsCountedTheBeginningIsKeptAndTheConnectorStaysSmall()
    {
        const long all = 10L * 1024 * 1024 * 1024;
        var guest = await DeployAsync();

        var task = await Administrator.OperateAsync(guest.Spec.Name, "RunTask", new { Script = "head --bytes=10G /dev/zero" }, Token, timeoutSeconds: 110);

        AssertSuccess(task);
        Assert.Equal((0, all, true), (task.TaskExitCode, task.Result.GetProperty("outputBytes").GetInt64(), task.Result.GetProperty("outputCut").GetBoolean()));
        Assert.Equal(1024 * 1024, (await Administrator.ReadOutputBytesAsync(task, Token)).Length);
        await InstalledConnector.AssertNeverLargeAsync(guest, Token);
        await InstalledConnector.AssertSmallAsync(guest, Token);
    }

    [Fact]
    public async Task WhenATaskWritesNoText_ThenItsBytesComeThrough()
    {
        var guest = await DeployAsync();

        var run = await SucceedAsync(guest, ["run"], "--script", @"printf '\377\000\376\303('");

        Assert.Equal([0xFF, 0x00, 0xFE, 0xC3, 0x28], await Administrator.ReadOutputBytesAsync(run, Token));
    }
}
