using VsphereConnector.Simulator.Guests;

namespace VsphereConnector.Server.Tests.CommandLine;

/// <summary>Every operation by its command, on a simulated Windows guest with the connector's real code.</summary>
public sealed class WindowsOperationCommandsTests : IAsyncLifetime
{
    private CommandLineWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await CommandLineWorld.StartAsync(GuestProfile.Windows);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Agents_AreInstalledStoppedStartedAndUninstalled()
    {
        Assert.Contains("probe 1.0: Running", await _world.SucceedAsync("agents", "install", "VM", "--package", await _world.PutAgentAsync("1.0")), StringComparison.Ordinal);
        Assert.Contains("probe 1.0: Stopped", await _world.SucceedAsync("agents", "stop", "VM", "--agent", "probe"), StringComparison.Ordinal);
        Assert.Contains("probe 1.0: Running", await _world.SucceedAsync("agents", "start", "VM", "--agent", "probe"), StringComparison.Ordinal);
        Assert.Contains("agent probe 1.0: Running", await _world.SucceedAsync("status", "VM"), StringComparison.Ordinal);
        Assert.Contains("NotInstalled", await _world.SucceedAsync("agents", "uninstall", "VM", "--agent", "probe"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_HaveTheirLibraryLoadedIntoTheProcessOfTheirStart()
    {
        await _world.SucceedAsync("agents", "install", "VM", "--package", await _world.PutAgentAsync("1.0", library: "lib/hook.dll"));
        Assert.EndsWith(@"\Intigua-Libs\probe\lib\hook.dll", _world.SimulatedGuest.LibraryOf("sleep.exe"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_OfLimits_PutsThemOnTheConnectorAndLiftsThemAgain()
    {
        await _world.SucceedAsync("configure", "VM", "--throttle", "true", "--max-cpu", "30", "--max-memory", "100000");
        Assert.Equal((30, 102_400_000), _world.SimulatedGuest.LimitsOf("vlinkprocess.exe"));
        await _world.SucceedAsync("configure", "VM", "--throttle", "false");
        Assert.Equal((null, null), _world.SimulatedGuest.LimitsOf("vlinkprocess.exe"));
    }

    [Fact]
    public async Task Run_OfAWorkflow_TellsOfEachStep()
    {
        var workflow = await _world.PutAsync("workflow.json", """
            {"steps":[{"name":"one","script":"hostname"}, {"name":"two","script":"hostname","when":{"step":"one","exitCodes":[3]}}]}
            """);

        var run = await _world.OperationAsync("run", "VM", "--workflow", workflow);

        Assert.Equal(["Succeeded", "Skipped"], run.GetProperty("result").GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("state").GetString()));
        Assert.Contains(CommandLineWorld.Machine, await _world.World.OutputAsync(run), StringComparison.Ordinal);
    }

    /// <summary>The simulated guest has none of Windows' installers: what they would do is tested at their boundary.</summary>
    [Fact]
    public async Task Patches_AreHandedToTheInstallerOfTheirKind()
    {
        foreach (var (file, installer) in new[] { ("kb.msu", "wusa"), ("kb.cab", "dism"), ("tool.msi", "msiexec") })
        {
            Assert.Contains($"{installer} does not start", await _world.FailAsync("patches", "install", "VM", "--file", await _world.PutAsync(file, file)), StringComparison.Ordinal);
        }

        Assert.Contains("wusa does not start", await _world.FailAsync("patches", "uninstall", "VM", "--package", "KB5031234"), StringComparison.Ordinal);
        Assert.Contains("cannot do this", await _world.FailAsync("patches", "install", "VM", "--all-security"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectorItself_IsConfiguredLookedAtUpgradedAndUninstalled()
    {
        Assert.Contains("logLevel: Info -> Debug", await _world.SucceedAsync("configure", "VM", "--log-level", "Debug"), StringComparison.Ordinal);
        Assert.Contains("the former one is back", await _world.FailAsync("configure", "VM", "--proxy", "http://127.0.0.1:9", "--trial", "5"), StringComparison.Ordinal);
        await _world.SucceedAsync("logs", "VM", "--into", _world.PathOf("logs"));
        Assert.Single(Directory.GetFiles(_world.PathOf("logs")));
        var program = _world.PathOf("vlink.exe");
        await File.WriteAllBytesAsync(program, [.. await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "vlink.dll"), Token), 0], Token);
        Assert.Contains("0.1.0 -> 0.1.0", await _world.SucceedAsync("upgrade", "VM", "--program", program), StringComparison.Ordinal);
        var status = await _world.OperationAsync("status", "VM");
        Assert.DoesNotContain(
            status.GetProperty("result").GetProperty("checks").EnumerateArray(), check => check.GetProperty("state").GetString() is "Missing" or "Wrong" or "Extra");
        Assert.Contains("removed; nothing left", await _world.SucceedAsync("uninstall", "VM"), StringComparison.Ordinal);
    }
}
