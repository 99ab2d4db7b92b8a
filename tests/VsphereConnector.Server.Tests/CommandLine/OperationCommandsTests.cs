using System.IO.Compression;
using System.Security.Cryptography;
using VsphereConnector.Server.Tests.Deployment;

namespace VsphereConnector.Server.Tests.CommandLine;

/// <summary>Every operation by its command, on a simulated guest with the connector's real code.</summary>
public sealed class OperationCommandsTests : IAsyncLifetime
{
    private CommandLineWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await CommandLineWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Agents_AreInstalledReplacedStoppedStartedAndUninstalled()
    {
        var first = await _world.PutAgentAsync("1.0");

        Assert.Contains("probe 1.0: Running", await _world.SucceedAsync("agents", "install", "VM", "--package", first), StringComparison.Ordinal);
        Assert.Contains("was so already", await _world.SucceedAsync("agents", "install", "VM", "--package", await HashAsync(first)), StringComparison.Ordinal);
        Assert.Contains("probe 2.0: Running, was 1.0", await _world.SucceedAsync("agents", "install", "VM", "--package", await _world.PutAgentAsync("2.0")), StringComparison.Ordinal);
        Assert.Contains("probe 2.0: Stopped", await _world.SucceedAsync("agents", "stop", "VM", "--agent", "probe"), StringComparison.Ordinal);
        Assert.Contains("probe 2.0: Running", await _world.SucceedAsync("agents", "start", "VM", "--agent", "probe"), StringComparison.Ordinal);
        Assert.Contains("agent probe 2.0: Running", await _world.SucceedAsync("status", "VM"), StringComparison.Ordinal);
        Assert.Contains("NotInstalled", await _world.SucceedAsync("agents", "uninstall", "VM", "--agent", "probe"), StringComparison.Ordinal);
        Assert.Contains("There is no agent", await _world.FailAsync("agents", "start", "VM", "--agent", "probe"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_AreAddedOnceListedAndRemoved()
    {
        var file = await _world.PutAgentAsync("1.0");
        Assert.Contains("Uploading", await _world.SucceedAsync("packages", "add", file, "--name", "probe.zip"), StringComparison.Ordinal);
        Assert.DoesNotContain("Uploading", await _world.SucceedAsync("packages", "add", file), StringComparison.Ordinal);
        Assert.Contains("probe.zip", await _world.SucceedAsync("packages", "list"), StringComparison.Ordinal);
        await _world.SucceedAsync("packages", "remove", await HashAsync(file));
        Assert.DoesNotContain("probe.zip", await _world.SucceedAsync("packages", "list"), StringComparison.Ordinal);
        Assert.Contains("There is no package", await _world.FailAsync("agents", "install", "VM", "--package", await HashAsync(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patches_AreTriedInstalledAndTakenBack()
    {
        const string former = "7.88.1-10+deb12u7", later = "7.88.1-10+deb12u8";

        Assert.Contains($"curl: {former} -> {later}", await _world.SucceedAsync("patches", "install", "VM", "--package", "curl", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("apt changed 1 package", await _world.SucceedAsync("patches", "install", "VM", "--package", $"curl={later}"), StringComparison.Ordinal);
        Assert.Contains("apt changed 0 packages", await _world.SucceedAsync("patches", "install", "VM", "--package", "curl"), StringComparison.Ordinal);
        Assert.Contains($"curl: {later} -> {former}", await _world.SucceedAsync("patches", "uninstall", "VM", "--package", $"curl={former}"), StringComparison.Ordinal);
        Assert.Contains("apt changed 2 packages", await _world.SucceedAsync("patches", "install", "VM", "--all-security"), StringComparison.Ordinal);
        Assert.Contains("tree: not installed -> 2.1.0-2", await _world.SucceedAsync("patches", "install", "VM", "--file", await _world.PutAsync("tree_2.1.0-2_amd64.deb", "a file")), StringComparison.Ordinal);
        Assert.Contains("tree: 2.1.0-2 -> removed", await _world.SucceedAsync("patches", "uninstall", "VM", "--package", "tree"), StringComparison.Ordinal);
        Assert.Contains("knows no such package or version", await _world.FailAsync("patches", "install", "VM", "--package", "no-such"), StringComparison.Ordinal);
        Assert.Contains("knows no such package or version", await _world.FailAsync("patches", "install", "VM", "--package", "curl=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_ChangesAllOrNothing()
    {
        Assert.Contains("logLevel: Info -> Debug", await _world.SucceedAsync("configure", "VM", "--log-level", "Debug", "--keep-alive", "30"), StringComparison.Ordinal);
        Assert.Contains("was so already", await _world.SucceedAsync("configure", "VM", "--log-level", "Debug"), StringComparison.Ordinal);
        Assert.Contains("the former one is back", await _world.FailAsync("configure", "VM", "--proxy", "http://127.0.0.1:9", "--trial", "5"), StringComparison.Ordinal);
        Assert.Contains("keepAliveSeconds", await _world.FailAsync("configure", "VM", "--keep-alive", "1", "--log-level", "Info"), StringComparison.Ordinal);
        Assert.Contains("logLevel: Debug -> Info", await _world.SucceedAsync("configure", "VM", "--reset", "logLevel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_AreDownloaded()
    {
        var folder = _world.PathOf("logs");

        await _world.SucceedAsync("logs", "VM", "--into", folder);

        var file = Assert.Single(Directory.GetFiles(folder));
        await using var text = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        Assert.Contains("The channel to", await new StreamReader(text).ReadToEndAsync(Token), StringComparison.Ordinal);
        var operation = Path.GetFileName(file)[(CommandLineWorld.Machine.Length + 1)..^".log.gz".Length];
        Assert.Contains(".gz", await _world.SucceedAsync("operations", "files", operation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAWorkflow_TellsOfEachStepAndOfNoSecret()
    {
        var workflow = await _world.PutAsync("workflow.json", """
            {"steps":[{"name":"one","script":"echo first $PASSWORD; exit 3","continueOnError":true},
                      {"name":"two","program":"echo","arguments":["second"],"when":{"step":"one","exitCodes":[3]}},
                      {"name":"three","program":"true","when":{"step":"one","exitCodes":[0]}}]}
            """);
        var secret = await _world.PutAsync("password", "correct-horse");

        var run = await _world.OperationAsync("run", "VM", "--workflow", workflow, "--secret", $"PASSWORD={secret}");

        Assert.Equal(["Failed", "Succeeded", "Skipped"], run.GetProperty("result").GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("state").GetString()));
        Assert.DoesNotContain("correct-horse", run.ToString(), StringComparison.Ordinal);
        Assert.Equal("first [removed]\n", await OutputAsync(run.GetProperty("id").GetString()!, "one"));
        Assert.Equal("second\n", await OutputAsync(run.GetProperty("id").GetString()!, "two"));
        Assert.Contains("three: Skipped", await _world.SucceedAsync("operations", "show", run.GetProperty("id").GetString()!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAScriptOnTheServer_BringsItToTheEndpoint()
    {
        var run = await _world.OperationAsync("run", "VM", "--script-package", await _world.PutAsync("script.sh", "echo from the server"));

        run.Succeeded();
        Assert.Equal("from the server\n", await _world.World.OutputAsync(run));
        Assert.Contains("stepz", await _world.FailAsync("run", "VM", "--workflow", await _world.PutAsync("bad.json", "{\"stepz\":[]}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upgrade_AndUninstall_EndAsTheyShould()
    {
        var program = _world.PathOf("vlink");
        await File.WriteAllBytesAsync(program, [.. await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "vlink.dll"), Token), 0], Token);

        Assert.Contains("0.1.0 -> 0.1.0", await _world.SucceedAsync("upgrade", "VM", "--program", program), StringComparison.Ordinal);
        Assert.Contains("0.1.0 ran already", await _world.SucceedAsync("upgrade", "VM", "--program", program), StringComparison.Ordinal);
        Assert.Contains("it is version 0.1.0, and not 9.0", await _world.FailAsync("upgrade", "VM", "--program", await _world.PutAsync("other", "x"), "--expect-version", "9.0"), StringComparison.Ordinal);
        Assert.Contains("removed; nothing left", await _world.SucceedAsync("uninstall", "VM"), StringComparison.Ordinal);
        Assert.Contains("The server ended it after 5 s", await _world.FailAsync("status", "VM", "--timeout", "5"), StringComparison.Ordinal);
    }

    private Task<string> OutputAsync(string operation, string step) =>
        _world.World.Client.GetStringAsync(new Uri($"api/v1/operations/{operation}/output?step={step}", UriKind.Relative), Token);

    private static async Task<string> HashAsync(string file) => Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, Token)));
}
