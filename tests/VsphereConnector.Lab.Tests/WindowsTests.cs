using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>The published program for Windows, as a service of Windows guests that Wine is.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class WindowsTests(Lab lab) : ProductTest(lab)
{
    private const string Account = "Administrator", Folder = @"C:\Program Files\Intigua\vAgentManager", Parent = "Program Files/Intigua";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private protected override Task<PublishedProduct> MakeProductAsync() =>
        WineGuest.CanRun ? PublishedProduct.MakeWithWindowsAsync(Token) : base.MakeProductAsync();

    [Fact]
    public async Task WhenAWindowsGuestIsDeployedTo_ThenTheServiceCarriesOutEveryKindOfWorkAndLeavesNothing()
    {
        await using var guest = await Lab.BootWindowsAsync(Token);
        var name = guest.Spec.Name;

        var deployed = await Administrator.DeployAsync(name, Token, username: Account);

        AssertSuccess(deployed);
        Assert.Equal("service", deployed.Result.GetProperty("startedBy").GetString());
        Assert.DoesNotContain(guest.Written("windows/temp"), path => path.StartsWith("vlink", StringComparison.Ordinal));
        await AssertIsServiceAsync(guest);

        var status = await OperateAsync(name, "GetStatus", null);
        Assert.DoesNotContain(
            status.Result.GetProperty("checks").EnumerateArray(),
            check => check.GetProperty("state").GetString() is "Missing" or "Wrong" or "Extra");

        // In ASCII: Wine's cmd reads scripts in the code page of its system, whatever the console's is.
        var task = await OperateAsync(name, "RunTask", new { Script = "echo this is %COMPUTERNAME%& exit /b 3" });
        Assert.Equal(3, task.TaskExitCode);
        Assert.Equal($"this is {name.ToUpperInvariant()}", (await Administrator.ReadOutputAsync(task, Token)).Trim());

        await AssertAgentRunsAsync(guest);

        await OperateAsync(name, "ChangeConfiguration", new { LogLevel = "Debug" });
        var logs = await OperateAsync(name, "RetrieveLogs", new { });
        Assert.NotEqual(0, logs.Result.GetProperty("lines").GetInt32());

        var removed = await OperateAsync(name, "UninstallConnector", new { });
        Assert.Empty(removed.Result.GetProperty("residue").EnumerateArray());
        await guest.WaitUntilGoneAsync(Parent, Patience, Token);
        Assert.NotEqual(0, (await guest.RunAsync(Token, "sc.exe", "query", "vAgentManager")).ExitCode);
        Assert.NotEqual(0, (await guest.RunAsync(Token, "reg.exe", "query", @"HKLM\VMI\setup")).ExitCode);
    }

    [Fact]
    public async Task WhenRealSoftwareIsInstalledAsAnAgent_ThenItIsSupervisedStoppedAndRemoved()
    {
        await using var guest = await DeployToWindowsAsync();
        var name = guest.Spec.Name;

        await InstallAgentAsync(guest, await AgentZip.SerfAsync(Token));
        Assert.Equal(1, await CountAsync(guest, "serf.exe"));
        await guest.RunAsync(Token, "taskkill.exe", "/f", "/im", "serf.exe");
        await Eventually.TrueAsync(async () => await AgentAsync(guest) is ("Running", 1), () => "it was not started again", Patience, Token);
        await OperateAsync(name, "StopAgent", new { Name = "serf" });
        Assert.Equal(0, await CountAsync(guest, "serf.exe"));
        await OperateAsync(name, "StartAgent", new { Name = "serf" });
        Assert.Equal(1, await CountAsync(guest, "serf.exe"));
        await OperateAsync(name, "UninstallAgent", new { Name = "serf" });

        await InstallAgentAsync(guest, await AgentZip.MachineMetricsAsync("windows", Token));
        Assert.Equal(1, await CountAsync(guest, "machine-metrics.exe"));
        await OperateAsync(name, "UninstallAgent", new { Name = "machine-metrics" });

        Assert.Equal(0, await CountAsync(guest, "serf.exe") + await CountAsync(guest, "machine-metrics.exe"));
        Assert.Empty(guest.Written($"{Parent}/Intigua-Libs"));
    }

    [Fact]
    public async Task WhenATaskTakesTooLong_ThenAllThatItStartedIsEnded()
    {
        await using var guest = await DeployToWindowsAsync();

        var task = await Administrator.OperateAsync(
            guest.Spec.Name, "RunTask", new { Script = "start /b ping -n 777 127.0.0.1 >nul\r\nping -n 778 127.0.0.1 >nul" }, Token, timeoutSeconds: 5);

        Assert.Equal("Error", task.State);
        await Eventually.TrueAsync(
            async () => !(await guest.ProcessesAsync(Token)).Any(process => process.Contains("-n 77", StringComparison.Ordinal)),
            () => "a process of the task lives on", Patience, Token);
    }

    [Fact]
    public async Task WhenTheConnectorIsKilled_ThenItsServiceStartsItAgain()
    {
        await using var guest = await DeployToWindowsAsync();

        await guest.RunAsync(Token, "taskkill.exe", "/f", "/im", "vlinkprocess.exe");

        AssertSuccess(await Administrator.RunTaskAsync(guest.Spec.Name, "hostname", Token));
    }

    [Theory]
    [InlineData("PUT", HoldMoment.After)]
    [InlineData("StartProgramInGuest", HoldMoment.After)]
    [InlineData("InitiateFileTransferFromGuest", HoldMoment.After)]
    public async Task WhenTheServerIsKilledDuringAnInstallation_ThenItResumesWithOneInstallation(string method, HoldMoment moment)
    {
        await using var guest = await Lab.BootWindowsAsync(Token);
        await Lab.Vcsim.HoldAsync(method, moment, Token);
        var submitted = await Administrator.SubmitDeploymentAsync(guest.Spec.Name, Token, username: Account);
        await Lab.Vcsim.WaitForHeldAsync(Token);

        await Server.KillAsync(Token);
        await Server.StartAsync(Token);

        AssertSuccess(await Administrator.WaitForEndAsync(submitted.Id, Token));
        Assert.Single(Server.Log.Split('\n'), line => line.Contains(" enrolled as ", StringComparison.Ordinal));
        AssertSuccess(await Administrator.RunTaskAsync(guest.Spec.Name, "hostname", Token));
    }

    private async Task<WineGuest> DeployToWindowsAsync()
    {
        var guest = await Lab.BootWindowsAsync(Token);
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token, username: Account));
        return guest;
    }

    private static async Task AssertIsServiceAsync(WineGuest guest)
    {
        Assert.Contains("RUNNING", await guest.CommandAsync("sc query vAgentManager", Token), StringComparison.Ordinal);
        const string key = @"HKLM\System\CurrentControlSet\Services\vAgentManager";
        var service = await guest.CommandAsync($"reg query {key}", Token);
        Assert.Contains($"\"{Folder}\\vlinkservice.exe\" run --service", service, StringComparison.Ordinal);
        Assert.Contains("LocalSystem", service, StringComparison.Ordinal);
        Assert.Matches("DelayedAutostart.*0x1", service);
        Assert.Contains(@"C:\Program Files\Intigua", await guest.CommandAsync(@"reg query HKLM\VMI\setup /v IntiguaRootDir", Token), StringComparison.Ordinal);
        var processes = await guest.ProcessesAsync(Token);
        Assert.Single(processes, process => process.Contains("vlinkservice.exe", StringComparison.Ordinal));
        Assert.Single(processes, process => process.Contains("vlinkprocess.exe", StringComparison.Ordinal));
    }

    private async Task AssertAgentRunsAsync(WineGuest guest)
    {
        var name = guest.Spec.Name;
        await InstallAgentAsync(guest, AgentZip.HeartbeatForWindows());
        await Eventually.TrueAsync(
            () => guest.Written($"{Parent}/Intigua-Libs/heartbeat").Contains("beat.txt"), () => "the agent does not run", Patience, Token);
        await OperateAsync(name, "StopAgent", new { Name = "heartbeat" });
        await OperateAsync(name, "StartAgent", new { Name = "heartbeat" });
        await OperateAsync(name, "UninstallAgent", new { Name = "heartbeat" });
        Assert.Empty(guest.Written($"{Parent}/Intigua-Libs"));
    }

    private async Task InstallAgentAsync(WineGuest guest, byte[] zip)
    {
        var installed = await Server.RunClientAsync(
            Token, "agents", "install", guest.Spec.Name, "--package", await Server.PutFileAsync("agent.zip", zip, Token), "--json");
        Assert.True(installed.ExitCode == 0, installed.Describe());
    }

    private async Task<(string? State, int Restarts)> AgentAsync(WineGuest guest)
    {
        var agent = (await OperateAsync(guest.Spec.Name, "GetStatus", null)).Result.GetProperty("agents").EnumerateArray().Single();
        return (agent.GetProperty("state").GetString(), agent.GetProperty("restarts").GetInt32());
    }

    private static async Task<int> CountAsync(WineGuest guest, string program) =>
        (await guest.ProcessesAsync(Token)).Count(process => process.Contains(program, StringComparison.OrdinalIgnoreCase));

    private async Task<OperationView> OperateAsync(string machine, string kind, object? parameters)
    {
        var operation = await Administrator.OperateAsync(machine, kind, parameters!, Token);
        AssertSuccess(operation);
        return operation;
    }
}
