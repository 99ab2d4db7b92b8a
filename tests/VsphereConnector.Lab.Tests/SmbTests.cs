using System.IO.Compression;
using System.Text;
using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests;

/// <summary>Windows machines by SMB: a real smbd shares the drive of a Wine guest, and the services that are made over it are Wine's own.</summary>
[Collection(DriversLabCollection.Name)]
public sealed class SmbTests(Lab lab) : ProductTest(lab)
{
    private const string Name = "standalone", Password = "smb-Passw0rd!", Parent = "Program Files/Intigua";

    private static readonly TimeSpan StepTimeout = TimeSpan.FromMinutes(2);

    private protected override Task<PublishedProduct> MakeProductAsync() =>
        WineGuest.CanRun ? PublishedProduct.MakeWithWindowsAsync(Token) : base.MakeProductAsync();

    [Fact]
    public async Task WhenAMachineIsInstalledBySmb_ThenEachOperationGoesOverSmbAloneAndLeavesNothing()
    {
        await using var guest = await BootAsync();

        var deployed = await InstallAsync();
        Assert.Equal(["Smb"], deployed.Channels);
        Assert.Equal("service", deployed.Result.GetProperty("startedBy").GetString());
        AssertNothingTemporary(guest);
        await guest.CutPortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Disconnected", Token);

        await DoEachOperationAsync(guest);

        await SucceedAsync("UninstallConnector", new { });
        await guest.WaitUntilGoneAsync(Parent, StepTimeout, Token);
        AssertNothingTemporary(guest);
        var services = await guest.CommandAsync(@"reg query HKLM\System\CurrentControlSet\Services", Token);
        Assert.DoesNotContain("vlink", services, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("vAgentManager", services, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task WhenWebIsCutDuringATask_ThenItEndsOnceOverSmb_AndTheNextGoesOverWebAgain()
    {
        await using var guest = await BootAsync();
        await InstallAsync();
        var task = await Administrator.SubmitOnEndpointAsync(
            Name, "RunTask", new { Script = "echo run>> C:\\runs\r\necho before\r\n:wait\r\nping -n 2 127.0.0.1 >nul\r\nif not exist C:\\go goto wait\r\necho after" }, Token);
        await Eventually.TrueAsync(() => guest.Written("").Contains("runs"), () => "the task does not run", StepTimeout, Token);

        await guest.CutPortAsync(Server.ConnectorPort, Token);
        await Eventually.TrueAsync(
            async () => (await Administrator.ShowAsync(task.Id, Token)).Channels.Contains("Smb"), () => "the task did not switch to SMB", StepTimeout, Token);
        await guest.CommandAsync("echo go>C:\\go", Token);
        task = await Administrator.WaitForEndAsync(task.Id, Token);

        AssertSuccess(task);
        Assert.Equal(["Web", "Smb"], task.Channels);
        Assert.Equal("before\nafter\n", (await Administrator.ReadOutputAsync(task, Token)).ReplaceLineEndings("\n"));
        Assert.Single((await guest.CommandAsync("type C:\\runs", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        AssertNothingTemporary(guest);

        await guest.RestorePortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Connected", Token);
        Assert.Equal(["Web"], (await SucceedAsync("GetStatus", null, "Web")).Channels);
    }

    [Fact]
    public async Task WhenTheServerIsKilledWhileTheInstallerRuns_ThenItGoesOnWithTheSameOne()
    {
        await using var guest = await BootAsync();
        await guest.CutPortAsync(Server.ConnectorPort, Token); // it waits for its enrolment
        (await Server.RunClientAsync(Token, "deploy", "--endpoint", Name, "--no-wait")).EnsureSuccess();
        await Eventually.TrueAsync(
            () => guest.Written("windows/temp").Any(path => path.EndsWith("once.lock", StringComparison.Ordinal)), () => "the installer did not start", StepTimeout, Token);

        await Server.KillAsync(Token);
        await Server.StartAsync(Token);
        await guest.RestorePortAsync(Server.ConnectorPort, Token);
        var ended = await Administrator.WaitForEndAsync(Assert.Single(await Administrator.ListOperationsAsync(Token)).GetProperty("id").GetString()!, Token);

        AssertSuccess(ended);
        Assert.Single(ended.Events, happened => happened.GetProperty("step").GetString() == "upload");
        Assert.Single(Server.Log.Split('\n'), line => line.Contains(" enrolled as ", StringComparison.Ordinal));
        AssertNothingTemporary(guest);
    }

    [Fact]
    public async Task WhenATaskIsCancelled_ThenItsProcessesEnd()
    {
        await using var guest = await BootAsync();
        await InstallAsync();
        await guest.CutPortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Disconnected", Token);
        var task = await Administrator.SubmitOnEndpointAsync(Name, "RunTask", new { Script = "ping -n 778 127.0.0.1 >nul" }, Token);
        await Eventually.TrueAsync(async () => await RunsAsync(guest, "-n 778"), () => "the task does not run", StepTimeout, Token);

        await Administrator.CancelAsync(task.Id, Token);

        Assert.Equal("Cancelled", (await Administrator.WaitForEndAsync(task.Id, Token)).State);
        await Eventually.TrueAsync(async () => !await RunsAsync(guest, "-n 778"), () => "its process lives on", StepTimeout, Token);
        AssertNothingTemporary(guest);
    }

    /// <summary>A guest that is registered by its address, with its administrator's password.</summary>
    private async Task<WineGuest> BootAsync()
    {
        var guest = await Lab.BootWindowsAsync(Token);
        await guest.ShareAsync(Password, Token);
        var file = await Server.PutFileAsync("admin.password", Password, Token);
        (await Server.RunClientAsync(Token, "credentials", "add", "admins", "--kind", "smb", "--username", "administrator", "--password-file", file)).EnsureSuccess();
        (await Server.RunClientAsync(Token, "endpoints", "add", guest.Spec.Address, "--name", Name, "--os", "windows", "--credential", "admins")).EnsureSuccess();
        return guest;
    }

    private async Task<OperationView> InstallAsync()
    {
        var run = await Server.RunClientAsync(Token, "deploy", "--endpoint", Name, "--json");
        var deployed = run.Output.StartsWith('[') ? new OperationView(Assert.Single(JsonElement.Parse(run.Output).EnumerateArray())) : throw new InvalidOperationException(run.Describe());
        AssertSuccess(deployed);
        return deployed;
    }

    private async Task DoEachOperationAsync(WineGuest guest)
    {
        Assert.NotEqual(0, (await SucceedAsync("GetStatus", null)).Result.GetProperty("checks").GetArrayLength());

        var task = await SucceedAsync("RunTask", new { Script = "echo to-output& echo to-error 1>&2& exit /b 3" });
        Assert.Equal(3, task.TaskExitCode);
        Assert.Equal("to-output", (await Administrator.ReadOutputAsync(task, Token)).Trim());

        await SucceedAsync("ChangeConfiguration", new { LogLevel = "Debug" });

        await using (var logs = new GZipStream(new MemoryStream(await Administrator.ReadFileAsync(await SucceedAsync("RetrieveLogs", new { }), Token)), CompressionMode.Decompress))
        using (var text = new StreamReader(logs, Encoding.UTF8))
        {
            Assert.Contains("vlink", await text.ReadToEndAsync(Token), StringComparison.Ordinal);
        }

        var sha256 = await Administrator.AddPackageAsync("heartbeat", AgentZip.HeartbeatForWindows(), Token);
        await SucceedAsync("InstallAgent", new { Sha256 = sha256 });
        await SucceedAsync("StopAgent", new { Name = "heartbeat" });
        await SucceedAsync("StartAgent", new { Name = "heartbeat" });
        await SucceedAsync("UninstallAgent", new { Name = "heartbeat" });
        Assert.Empty(guest.Written($"{Parent}/Intigua-Libs"));

        // Wine has no updates: what counts is that the connector was asked, and said so.
        foreach (var kind in new[] { "InstallPatch", "UninstallPatch" })
        {
            var patch = await Administrator.OperateOnEndpointAsync(Name, kind, new { Packages = new[] { new { Name = "KB4711" } } }, Token);
            Assert.Equal(["Smb"], patch.Channels.Distinct());
            Assert.Contains(patch.Events, happened => happened.GetProperty("step").GetString() == "finish");
        }

        var program = await File.ReadAllBytesAsync((await PublishedProduct.MakeWithWindowsAsync(Token)).WindowsConnector!, Token);
        await SucceedAsync("UpgradeConnector", new { Sha256 = await Administrator.AddPackageAsync("vlink", [.. program, 0], Token) });
    }

    private async Task<OperationView> SucceedAsync(string kind, object? parameters, string channel = "Smb")
    {
        var operation = await Administrator.OperateOnEndpointAsync(Name, kind, parameters, Token);
        AssertSuccess(operation);
        Assert.Equal([channel], operation.Channels.Distinct());
        return operation;
    }

    private static async Task<bool> RunsAsync(WineGuest guest, string arguments) =>
        (await guest.ProcessesAsync(Token)).Any(process => process.Contains(arguments, StringComparison.Ordinal));

    private static void AssertNothingTemporary(WineGuest guest) =>
        Assert.DoesNotContain(guest.Written("windows/temp"), path => path.StartsWith("vlink", StringComparison.Ordinal));
}
