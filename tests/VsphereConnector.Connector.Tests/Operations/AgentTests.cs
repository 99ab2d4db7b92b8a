using System.Text.Json;
using VsphereConnector.Connector.Agents;
using VsphereConnector.Connector.Tests.Testing;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Operations;

/// <summary>Agents on an installed connector, over its channel, with real processes.</summary>
public sealed class AgentTests : IAsyncLifetime
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private TestInstallation _installation = null!;
    private TestServerChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestMachine Machine => _installation.Machine;

    private string AgentFolder => $"{Machine.Folder.Agents}/{TestPackage.Name}";

    private AgentRecord? Record => new AgentFolders(Machine.Files, Machine.Folder).Find(TestPackage.Name);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The agents of these tests are shell scripts.");
        (_installation, _channel) = await TestInstallation.InstallAsync(Token);
    }

    public ValueTask DisposeAsync() => _installation?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Install_UnpacksInstallsAndStarts_AndTheStatusKnowsIt()
    {
        var result = await InstallAsync();
        Assert.Equal((AgentState.Running, "1.0", false), (result.State, result.Version!, result.AlreadySo));
        Assert.Equal("installed\n", await File.ReadAllTextAsync($"{AgentFolder}/installed", Token));
        await LoggedAsync($"started a b {AgentFolder}");
        var status = await StatusAsync();
        var agent = Assert.Single(status.Agents);
        Assert.Equal((TestPackage.Name, "1.0", AgentState.Running), (agent.Name, agent.Version, agent.State));
        Assert.Contains(new StatusCheck($"agent {TestPackage.Name}", CheckState.Good), status.Checks);
        Assert.Equal([TestPackage.Name], Machine.Files.List(Machine.Folder.Agents));
    }

    [Fact]
    public async Task Install_Again_DoesNothingAndFetchesNothing()
    {
        await InstallAsync();
        await LoggedAsync("started"); // perhaps at its second start: what other tests start at that moment can hold the program's file open
        var before = Record!.ProcessId;
        var again = await InstallAsync();
        Assert.True(again.AlreadySo);
        Assert.Equal(before, Record.ProcessId);
        Assert.Single(_installation.Server.PackageRequests);
    }

    [Fact]
    public async Task Install_OverABrokenConnection_GoesOnWhereItStopped()
    {
        // More than the buffers between the two hold: some of it has come for certain when the connection is reset.
        const int many = 16 * 1024 * 1024;
        _installation.Server.Breaks.Enqueue(many);
        var result = await InstallAsync(TestPackage.Create(more: zip => TestPackage.AddNoise(zip, "data", many * 2)));
        Assert.Equal(AgentState.Running, result.State);
        Assert.Equal(2, _installation.Server.PackageRequests.Count);
        Assert.StartsWith("bytes=", _installation.Server.PackageRequests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Install_WithAPreloadLibrary_LoadsItFirst()
    {
        var package = TestPackage.Create(
            TestPackage.Manifest with { PreloadLibrary = "lib/hook.so", Environment = new Dictionary<string, string> { ["COLOUR"] = "red" } },
            new Dictionary<string, string>(TestPackage.Files)
            {
                ["bin/start.sh"] = "#!/bin/sh\necho \"$LD_PRELOAD $COLOUR\" > seen.new\nmv seen.new seen\nexec sleep 1000\n", ["lib/hook.so"] = "",
            });
        await InstallAsync(package);
        using var seen = new FileAppearance($"{AgentFolder}/seen");
        await seen.WaitAsync(Token);
        Assert.Equal($"{AgentFolder}/lib/hook.so red\n", await File.ReadAllTextAsync($"{AgentFolder}/seen", Token));
    }

    [Fact]
    public async Task Install_OfANewVersion_KeepsWhatItShould()
    {
        await InstallAsync();
        await File.WriteAllTextAsync($"{AgentFolder}/settings.ini", "mine", Token);
        Directory.CreateDirectory($"{AgentFolder}/data/deep");
        await File.WriteAllTextAsync($"{AgentFolder}/data/deep/file", "kept", Token);
        await File.WriteAllTextAsync($"{AgentFolder}/junk", "", Token);
        var next = TestPackage.Manifest with { Version = "2.0", KeepFiles = ["settings.ini", "data", "absent"] };
        var result = await InstallAsync(TestPackage.Create(next, more: zip => TestPackage.Add(zip, "settings.ini", "default")));
        Assert.Equal(("2.0", "1.0", AgentState.Running), (result.Version!, result.VersionBefore!, result.State));
        Assert.Equal("mine", await File.ReadAllTextAsync($"{AgentFolder}/settings.ini", Token));
        Assert.Equal("kept", await File.ReadAllTextAsync($"{AgentFolder}/data/deep/file", Token));
        Assert.False(File.Exists($"{AgentFolder}/junk"));
        Assert.Equal([TestPackage.Name], Machine.Files.List(Machine.Folder.Agents));
        Assert.Single(Machine.Files.List(Machine.Folder.Packages));
    }

    [Theory]
    [InlineData("wrong-hash", "package-damaged")]
    [InlineData("unknown", "package-not-given")]
    [InlineData("windows", "agent-for-another-system")]
    [InlineData("arm64", "agent-for-another-system")]
    [InlineData("escape", "agent-package-refused")]
    [InlineData("other-name", "agent-package-refused")]
    [InlineData("no-zip", "agent-package-refused")]
    [InlineData("install-fails", "agent-step-failed")]
    [InlineData("install-hangs", "agent-step-failed")]
    [InlineData("start-fails", "agent-not-started")]
    [InlineData("never-ready", "agent-not-started")]
    [InlineData("no-room", "disk-full")]
    public async Task Install_ThatFails_SaysWhyAndLeavesTheAgentBeforeAtWork(string fault, string code)
    {
        await InstallAsync();
        var before = (Record!.Sha256, File.ReadAllText($"{AgentFolder}/bin/start.sh"));
        var (package, name) = Faulty(fault);
        var sha256 = _installation.Server.AddPackage(package);
        _ = fault switch
        {
            "wrong-hash" => _installation.Server.Packages[sha256] = [1, 2, 3],
            "unknown" => _installation.Server.Packages.TryRemove(sha256, out var removed) ? removed : null,
            _ => null,
        };
        Machine.Disk.Free = fault == "no-room" ? 10 * 1024 * 1024 : long.MaxValue;

        var end = await RunAsync(OperationKind.InstallAgent, new InstallAgentParameters { Sha256 = sha256, Name = name });

        Assert.Equal(code, end.Error?.Code);
        Assert.Equal(before, (Record!.Sha256, File.ReadAllText($"{AgentFolder}/bin/start.sh")));
        Assert.Equal([TestPackage.Name], Machine.Files.List(Machine.Folder.Agents));
        Assert.Equal([$"{TestPackage.Name}.json"], Machine.Files.List(Machine.Folder.AgentRecords));
        Assert.Equal(AgentState.Running, Assert.Single((await StatusAsync()).Agents).State);
    }

    [Fact]
    public async Task Install_OfTheFirstVersionThatFails_LeavesNothing()
    {
        var end = await TryInstallAsync(Faulty("install-fails").Package);
        Assert.Equal("agent-step-failed", end.Error?.Code);
        Assert.Empty(Machine.Files.List(Machine.Folder.Agents));
        Assert.Empty(Machine.Files.List(Machine.Folder.AgentRecords));
        Assert.Empty(Machine.Files.List(Machine.Folder.Packages));
    }

    [Fact]
    public async Task Install_WhenTheDiskFillsUpAtAnyWrite_LeavesTheAgentBefore()
    {
        await InstallAsync();
        var next = TestPackage.Create(TestPackage.Manifest with { Version = "2.0", KeepFiles = ["installed"] });
        for (var write = 2; write <= 4; write++)
        {
            Machine.Disk.FailAt(write);
            var end = await TryInstallAsync(next);
            Machine.Disk.FailAt(0);
            Assert.True(end.Error?.Code is "disk-full" or "journal-not-writable", $"{write}: {end.Outcome} {end.Error}");
            Assert.Equal("1.0", Record!.Manifest.Version);
            Assert.Equal([TestPackage.Name], Machine.Files.List(Machine.Folder.Agents));
        }
    }

    [Fact]
    public async Task Stop_AndStart_DoWhatTheySay_AndOnceMoreNothing()
    {
        await InstallAsync();
        var process = Record!.ProcessId!.Value;
        var stopped = await RunAgentAsync(OperationKind.StopAgent);
        Assert.Equal((AgentState.Stopped, false), (stopped.State, stopped.AlreadySo));
        Assert.Null(Machine.StartTimeOf(process));
        Assert.True((await RunAgentAsync(OperationKind.StopAgent)).AlreadySo);
        var started = await RunAgentAsync(OperationKind.StartAgent);
        Assert.Equal((AgentState.Running, false), (started.State, started.AlreadySo));
        Assert.True((await RunAgentAsync(OperationKind.StartAgent)).AlreadySo);
    }

    [Fact]
    public async Task Stop_OfAnAgentThatIgnoresIt_KillsItWithItsChildren()
    {
        var files = new Dictionary<string, string>(TestPackage.Files)
        {
            ["bin/start.sh"] = "#!/bin/sh\ntrap '' TERM\nsleep 1000 &\necho $! > child.new\nmv child.new child\nwait\nsleep 1000\n",
        };
        await InstallAsync(TestPackage.Create(TestPackage.Manifest with { Limits = new() { StartSeconds = 0, StopSeconds = 0 } }, files));
        using var child = new FileAppearance($"{AgentFolder}/child");
        await child.WaitAsync(Token);
        await RunAgentAsync(OperationKind.StopAgent);
        var id = int.Parse(await File.ReadAllTextAsync($"{AgentFolder}/child", Token), System.Globalization.CultureInfo.InvariantCulture);
        while (Machine.StartTimeOf(id) is not null)
        {
            await Task.Delay(Poll, TimeProvider.System, Token);
        }
    }

    [Fact]
    public async Task Uninstall_RemovesEverything_AndOnceMoreNothing()
    {
        await InstallAsync();
        var process = Record!.ProcessId!.Value;
        await LoggedAsync("started");
        var result = await RunAgentAsync(OperationKind.UninstallAgent);
        Assert.Equal((AgentState.NotInstalled, "1.0"), (result.State, result.VersionBefore!));
        Assert.Null(Machine.StartTimeOf(process));
        Assert.Empty(Machine.Files.List(Machine.Folder.Agents));
        Assert.Empty(Machine.Files.List(Machine.Folder.AgentRecords));
        Assert.Empty(Machine.Files.List(Machine.Folder.AgentLogs));
        Assert.True((await RunAgentAsync(OperationKind.UninstallAgent)).AlreadySo);
    }

    [Fact]
    public async Task Uninstall_WhoseCommandFails_LeavesTheAgentAtWork_UnlessForced()
    {
        var commands = TestPackage.Manifest.Commands with { Uninstall = new() { Program = "false" } };
        await InstallAsync(TestPackage.Create(TestPackage.Manifest with { Commands = commands }));
        var end = await RunAsync(OperationKind.UninstallAgent, new AgentParameters { Name = TestPackage.Name });
        Assert.Equal("agent-step-failed", end.Error?.Code);
        Assert.Equal(AgentState.Running, Assert.Single((await StatusAsync()).Agents).State);
        var parameters = JsonSerializer.SerializeToElement(new() { Name = TestPackage.Name, Force = true }, ContractsJson.Default.UninstallAgentParameters);
        var forced = await _channel.RunAsync(OperationKind.UninstallAgent, parameters, Token);
        Assert.NotEmpty(forced.Result!.Value.Deserialize(ContractsJson.Default.AgentResult)!.Notes);
        Assert.Null(Record);
    }

    [Theory]
    [InlineData(OperationKind.StartAgent)]
    [InlineData(OperationKind.StopAgent)]
    public async Task Start_AndStop_OfNoAgent_SayThatThereIsNone(OperationKind kind) =>
        Assert.Equal("agent-not-installed", (await RunAsync(kind, new AgentParameters { Name = "absent" })).Error?.Code);

    [Fact]
    public async Task Uninstall_OfANameThatIsAPath_IsRefused() =>
        Assert.Equal("bad-parameters", (await RunAsync(OperationKind.UninstallAgent, new AgentParameters { Name = "../vAgentManager" })).Error?.Code);

    [Fact]
    public async Task WhenAnAgentEndsByItself_ThenItIsStartedAgainAsOftenAsItMay()
    {
        var files = new Dictionary<string, string>(TestPackage.Files) { ["bin/start.sh"] = "#!/bin/sh\necho again\nsleep 1\nexit 7\n" };
        await InstallAsync(TestPackage.Create(TestPackage.Manifest with { Limits = new() { StartSeconds = 0, RestartsPerDay = 1 } }, files));
        AgentStatus agent;
        while ((agent = Assert.Single((await StatusAsync()).Agents)).State != AgentState.GivenUp)
        {
            await Task.Delay(Poll, TimeProvider.System, Token);
        }

        Assert.Equal((1, 7), (agent.Restarts, agent.LastExitCode!.Value));
        Assert.Contains((await StatusAsync()).Checks, check => check.Name == $"agent {TestPackage.Name}" && check.State == CheckState.Wrong);
    }

    [Fact]
    public async Task WhenTheConnectorRestarts_ThenWhatRanRunsAgainAndWhatWasStoppedDoesNot()
    {
        await InstallAsync();
        var other = TestPackage.Manifest with { Name = "other" };
        await InstallAsync(TestPackage.Create(other));
        await RunAgentAsync(OperationKind.StopAgent, "other");
        var before = Record!.ProcessId;
        await Machine.StopDaemonsAsync();
        Assert.Null(Machine.StartTimeOf(before!.Value));
        _installation.Boot();
        _channel = await _installation.AcceptAsync(Token);
        var agents = (await StatusAsync()).Agents;
        Assert.Equal([("other", AgentState.Stopped), (TestPackage.Name, AgentState.Running)], agents.Select(agent => (agent.Name, agent.State)));
        Assert.NotEqual(before, agents[1].ProcessId);
    }

    private static (byte[] Package, string? Name) Faulty(string fault)
    {
        var manifest = TestPackage.Manifest with { Version = "2.0" };
        var commands = manifest.Commands;
        return fault switch
        {
            "windows" => (TestPackage.Create(manifest with { OperatingSystem = "windows" }), null),
            "arm64" => (TestPackage.Create(manifest with { Architecture = "arm64" }), null),
            "escape" => (TestPackage.Create(manifest, more: zip => TestPackage.Add(zip, "../evil", "x")), null),
            "other-name" => (TestPackage.Create(manifest), "another"),
            "no-zip" => ("not a zip"u8.ToArray(), null),
            "install-fails" => (TestPackage.Create(manifest with { Commands = commands with { Install = new() { Program = "false" } } }), null),
            "install-hangs" => (TestPackage.Create(
                manifest with { Commands = commands with { Install = new() { Program = "sleep", Arguments = ["1000"], TimeoutSeconds = 1 } } }), null),
            "start-fails" => (TestPackage.Create(
                manifest with { Commands = commands with { Start = new() { Program = "false" } }, Limits = new() { StartSeconds = 600 } }), null),
            "never-ready" => (TestPackage.Create(
                manifest with { Commands = commands with { Status = new() { Program = "false" } }, Limits = new() { StartSeconds = 1 } }), null),
            _ => (TestPackage.Create(manifest), null),
        };
    }

    private async Task<AgentResult> InstallAsync(byte[]? package = null)
    {
        var end = await TryInstallAsync(package ?? TestPackage.Create());
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
        return end.Result!.Value.Deserialize(ContractsJson.Default.AgentResult)!;
    }

    private Task<OperationFinished> TryInstallAsync(byte[] package) =>
        RunAsync(OperationKind.InstallAgent, new InstallAgentParameters { Sha256 = _installation.Server.AddPackage(package) });

    private async Task<AgentResult> RunAgentAsync(OperationKind kind, string name = TestPackage.Name)
    {
        var end = await RunAsync(kind, new AgentParameters { Name = name });
        Assert.True(end.Outcome == OperationOutcome.Succeeded, end.Error?.ToString());
        return end.Result!.Value.Deserialize(ContractsJson.Default.AgentResult)!;
    }

    private Task<OperationFinished> RunAsync(OperationKind kind, InstallAgentParameters parameters) =>
        _channel.RunAsync(kind, JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.InstallAgentParameters), Token);

    private Task<OperationFinished> RunAsync(OperationKind kind, AgentParameters parameters) =>
        _channel.RunAsync(kind, JsonSerializer.SerializeToElement(parameters, ContractsJson.Default.AgentParameters), Token);

    private async Task<ConnectorStatus> StatusAsync() =>
        (await _channel.RunAsync(OperationKind.GetStatus, null, Token)).Result!.Value.Deserialize(ContractsJson.Default.ConnectorStatus)!;

    private async Task LoggedAsync(string text)
    {
        var log = $"{Machine.Folder.AgentLogs}/{TestPackage.Name}.log";
        while (!File.Exists(log) || !(await File.ReadAllTextAsync(log, Token)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(Poll, TimeProvider.System, Token);
        }
    }
}
