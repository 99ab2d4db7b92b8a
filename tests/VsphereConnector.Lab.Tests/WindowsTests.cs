using VsphereConnector.Lab.Tests.Drivers;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>The published program for Windows, as a service of Windows guests that Wine is.</summary>
[Collection(WindowsLabCollection.Name)]
public sealed class WindowsTests(Lab lab) : ProductTest(lab)
{
    private const string Parent = "Program Files/Intigua";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private protected override bool NeedsWindows => true;

    [Fact]
    public async Task WhenAWindowsGuestIsLookedAt_ThenTheProgramTellsWhatIsThere_AndLeavesNothing()
    {
        var guest = await BootWindowsAsync();
        await guest.CommandAsync(@"reg add HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System /v LocalAccountTokenFilterPolicy /t REG_DWORD /d 1 /f", Token);
        await guest.CutPortAsync(Server.ConnectorPort, Token);

        var look = await Administrator.OperateAsync(
            new
            {
                Kind = "CheckMachine",
                Target = new { Machine = guest.Spec.Name },
                GuestLogon = new { Username = "Administrator", Password = Vcsim.Accounts["Administrator"] },
                Parameters = new { Account = "Administrator" },
            },
            Token);

        AssertSuccess(look);
        Assert.Equal(["GuestOperations"], look.Channels);
        var codes = look.Result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).ToList();
        string[] expected = ["guest-system-supported", "install-logon-elevated", "remote-uac-off", "run-account-ready", "run-account-service-logon-to-come", "guest-leftovers-none", "guest-clock-in-step", "temp-folder-usable",
            "parent-folder-usable", "guest-disk-room"];
        Assert.Equal(expected, codes.Take(expected.Length));
        Assert.Contains("server-unreachable", codes);
        Assert.Empty(guest.Written(Parent));
        Assert.DoesNotContain(guest.Written("windows/temp"), path => path.StartsWith("vlink", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhenRealSoftwareIsInstalledAsAnAgent_ThenItIsSupervisedStoppedAndRemoved()
    {
        var guest = await DeployWindowsAsync();
        var name = guest.Spec.Name;

        await InstallAgentAsync(guest, await AgentZip.SerfAsync(Token));
        await guest.WaitForCountAsync("serf.exe", 1, Patience, Token);
        await guest.RunAsync(Token, "taskkill.exe", "/f", "/im", "serf.exe");
        await Eventually.TrueAsync(async () => await AgentAsync(guest) is ("Running", 1), () => "it was not started again", Patience, Token);
        await OperateAsync(name, "StopAgent", new { Name = "serf" });
        await guest.WaitForCountAsync("serf.exe", 0, Patience, Token);
        await OperateAsync(name, "StartAgent", new { Name = "serf" });
        await guest.WaitForCountAsync("serf.exe", 1, Patience, Token);
        await OperateAsync(name, "UninstallAgent", new { Name = "serf" });

        await InstallAgentAsync(guest, await AgentZip.MachineMetricsAsync("windows", Token));
        await guest.WaitForCountAsync("machine-metrics.exe", 1, Patience, Token);
        await OperateAsync(name, "UninstallAgent", new { Name = "machine-metrics" });

        await guest.WaitForCountAsync("serf.exe", 0, Patience, Token);
        await guest.WaitForCountAsync("machine-metrics.exe", 0, Patience, Token);
        Assert.Empty(guest.Written($"{Parent}/Intigua-Libs"));
    }

    [Fact]
    public async Task WhenATaskTakesTooLong_ThenAllThatItStartedIsEnded()
    {
        var guest = await DeployWindowsAsync();

        var task = await Administrator.OperateAsync(
            guest.Spec.Name, "RunTask", new { Script = "start /b ping -n 777 127.0.0.1 >nul\r\nping -n 778 127.0.0.1 >nul" }, Token, timeoutSeconds: 5);

        Assert.Equal("Error", task.State);
        await Eventually.TrueAsync(
            async () => !(await guest.ProcessesAsync(Token)).Any(process => process.Contains("-n 77", StringComparison.Ordinal)),
            () => "a process of the task lives on", Patience, Token);
    }

    [Fact]
    public async Task WhenItsServiceRunsAsTheAccountOfTheLogon_ThenThatOneStartsAKilledConnectorAgain()
    {
        var guest = await BootWindowsAsync();
        var machine = new WindowsMachine(guest) { Name = guest.Spec.Name, Account = @".\Administrator" };
        AssertSuccess(await Administrator.OperateAsync(
            new
            {
                Kind = "InstallConnector",
                Target = new { VirtualMachine = machine.Name },
                GuestLogon = new { Username = "Administrator", Password = Vcsim.Accounts["Administrator"] },
                Parameters = new { RunAs = "Administrator" },
            },
            Token));
        await machine.AssertInstalledAsync(Token);
        await AssertServiceRunsAsAsync(machine.Name, machine.Account);

        await guest.RunAsync(Token, "taskkill.exe", "/f", "/im", "vlinkprocess.exe");

        AssertSuccess(await Administrator.RunTaskAsync(machine.Name, "hostname", Token));
        AssertSuccess(await Administrator.OperateAsync(machine.Name, "UninstallConnector", null, Token));
        await machine.AssertNothingLeftAsync(Token);
    }

    [Theory]
    [InlineData("PUT", HoldMoment.After)]
    [InlineData("StartProgramInGuest", HoldMoment.After)]
    [InlineData("InitiateFileTransferFromGuest", HoldMoment.After)]
    public async Task WhenTheServerIsKilledDuringAnInstallation_ThenItResumesWithOneInstallation(string method, HoldMoment moment)
    {
        var guest = await BootWindowsAsync();
        await Lab.Vcsim.HoldAsync(method, moment, Token);
        var submitted = await Administrator.SubmitDeploymentAsync(guest.Spec.Name, Token, username: "Administrator");
        await Lab.Vcsim.WaitForHeldAsync(Token);

        await Server.KillAsync(Token);
        await Server.StartAsync(Token);

        AssertSuccess(await Administrator.WaitForEndAsync(submitted.Id, Token));
        Assert.Single(Server.Log.Split('\n'), line => line.Contains(" enrolled as ", StringComparison.Ordinal));
        AssertSuccess(await Administrator.RunTaskAsync(guest.Spec.Name, "hostname", Token));
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

    private async Task<OperationView> OperateAsync(string machine, string kind, object? parameters)
    {
        var operation = await Administrator.OperateAsync(machine, kind, parameters, Token);
        AssertSuccess(operation);
        return operation;
    }
}
