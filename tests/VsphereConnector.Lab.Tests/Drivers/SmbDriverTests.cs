using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <summary>A real smbd that shares the drive of a Wine guest; the services that are made over it are Wine's own.</summary>
[Collection(WindowsLabCollection.Name)]
public sealed class SmbDriverTests(Lab lab) : FallbackCompliance(lab)
{
    private const string Name = "standalone", Password = "smb-Passw0rd!";

    protected override string Channel => "Smb";

    private protected override bool NeedsWindows => true;

    [Fact]
    public async Task WhenTheMachineIsLookedAt_ThenItTellsWhatIsThere_AndNothingIsLeft()
    {
        var guest = await BootAndRegisterAsync();

        var look = await Administrator.OperateAsync(Name, "CheckMachine", new { Account = "Administrator" }, Token);

        AssertSuccess(look);
        Assert.Equal([Channel], look.Channels);
        var codes = look.Result.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).ToList();
        Assert.Contains("guest-system-supported", codes);
        Assert.Contains("install-logon-elevated", codes);
        Assert.Contains("run-account-ready", codes);
        Assert.Contains("guest-leftovers-none", codes);
        Assert.Contains("server-reachable", codes);
        var asVirtualMachine = await Administrator.OperateAsync(guest.Spec.Name, "CheckMachine", new { Account = "nobody" }, Token); // with no logon for guest operations
        AssertSuccess(asVirtualMachine);
        Assert.Equal([Channel], asVirtualMachine.Channels);
        Assert.Contains("run-account-missing", asVirtualMachine.Result.GetProperty("findings").ToString(), StringComparison.Ordinal);
        Assert.Empty(guest.Written("Program Files/Intigua"));
        await new WindowsMachine(guest) { Name = Name }.AssertNothingTemporaryAsync(Token);
    }

    [Fact]
    public async Task WhenTheConnectorRunsAsTheAdministrator_ThenItsServiceLogsOnAsThem_AndRemovalLeavesNothing()
    {
        var machine = new WindowsMachine(await BootAndRegisterAsync()) { Name = Name, Account = @".\Administrator" };

        await DeployOverThisDriverAsync(Name, "--run-as", "Administrator");

        await machine.AssertInstalledAsync(Token);
        await AssertServiceRunsAsAsync(Name, machine.Account);
        var task = await Administrator.RunTaskAsync(Name, "echo it runs", Token);
        AssertSuccess(task);
        Assert.Equal(["Web"], task.Channels);
        AssertSuccess(await Administrator.OperateAsync(Name, "UninstallConnector", null, Token));
        await machine.AssertNothingLeftAsync(Token);
    }

    [Fact]
    public async Task WhenTheServerIsKilledWhileTheInstallerRuns_ThenItGoesOnWithTheSameOne()
    {
        var guest = await BootAndRegisterAsync();
        await guest.CutPortAsync(Server.ConnectorPort, Token); // it waits for its enrolment
        (await Server.RunClientAsync(Token, "deploy", "--endpoint", Name, "--no-wait")).EnsureSuccess();
        await Eventually.TrueAsync(
            () => guest.Written("windows/temp").Any(path => path.EndsWith("once.lock", StringComparison.Ordinal)), () => "the installer did not start", SwitchTimeout, Token);

        await Server.KillAsync(Token);
        await Server.StartAsync(Token);
        await guest.RestorePortAsync(Server.ConnectorPort, Token);
        var ended = await Administrator.WaitForEndAsync(Assert.Single(await Administrator.ListOperationsAsync(Token)).GetProperty("id").GetString()!, Token);

        AssertSuccess(ended);
        Assert.Single(ended.Events, happened => happened.GetProperty("step").GetString() == "upload");
        Assert.Single(Server.Log.Split('\n'), line => line.Contains(" enrolled as ", StringComparison.Ordinal));
        await new WindowsMachine(guest) { Name = Name }.AssertNothingTemporaryAsync(Token);
    }

    private protected override async Task<TestedMachine> DeployMachineAsync()
    {
        var guest = await BootAndRegisterAsync();
        await DeployOverThisDriverAsync(Name);
        return new WindowsMachine(guest) { Name = Name };
    }

    /// <summary>A guest that is registered by its address, with its administrator's password.</summary>
    private async Task<WineGuest> BootAndRegisterAsync()
    {
        var guest = await BootWindowsAsync();
        await guest.ShareAsync(Password, Token);
        await Administrator.AddCredentialAsync("admins", "administrator", Password, Token, kind: "Smb");
        (await Server.RunClientAsync(Token, "endpoints", "add", guest.Spec.Address, "--name", Name, "--os", "windows", "--credential", "admins")).EnsureSuccess();
        return guest;
    }
}
