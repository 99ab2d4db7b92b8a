using System.Text.Json;
using VsphereConnector.Lab.Tests.Product;

namespace VsphereConnector.Lab.Tests;

/// <summary>The main job on real parts: from a VM in vCenter to a connector that answers.</summary>
[Collection(LabCollection.Name)]
public sealed class DeployTests(Lab lab) : ProductTest(lab)
{
    private const int MostCalls = 10;

    // How often it is asked and looked for is a matter of time, and here the machine's; once is counted.
    private static readonly string[] Waiting = ["ListProcessesInGuest", "InitiateFileTransferFromGuest"];

    // What the server's one session costs, however many installations there are.
    private static readonly string[] Session = ["RetrieveServiceContent", "Login", "SessionIsActive", "CurrentTime", "Logout"];

    [Fact]
    public async Task WhenTwoRealGuestsAreDeployedTo_ThenEachRunsATask()
    {
        var guests = new[] { await BootGuestAsync(), await BootGuestAsync() };

        foreach (var operation in await Task.WhenAll(guests.Select(guest => Administrator.DeployAsync(guest.Spec.Name, Token))))
            AssertSuccess(operation);

        foreach (var guest in guests)
        {
            await InstalledConnector.AssertSoundAsync(guest, Token);
            await InstalledConnector.AssertSmallAsync(guest, Token);
            var task = await Administrator.RunTaskAsync(guest.Spec.Name, "hostname; cat /etc/machine-id", Token);
            AssertSuccess(task);
            Assert.Equal(
                [guest.Spec.Name, await guest.ShellAsync("cat /etc/machine-id", Token)],
                (await Administrator.ReadOutputAsync(task, Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal(2, (await Administrator.ListConnectorsAsync(Token)).Count);
        Assert.Empty((await Lab.Vcsim.ReadJournalAsync(Token)).Overlaps);
    }

    [Fact]
    public async Task WhenTheCommandLineIsUsed_ThenItInstallsAndRunsATask()
    {
        var guest = await BootGuestAsync();
        var name = guest.Spec.Name;

        (await Server.RunClientAsync(Token, "deploy", name, "--guest-user", "root", "--guest-password-file", Server.GuestPasswordFile))
            .EnsureSuccess();
        var run = await Server.RunClientAsync(Token, "run", name, "--script", "echo this is $(hostname)", "--json");
        var task = Assert.Single(JsonElement.Parse(run.EnsureSuccess().Output).EnumerateArray());
        var output = await Server.RunClientAsync(Token, "operations", "output", new OperationView(task).Id);

        Assert.Equal("this is " + name, output.EnsureSuccess().Output);
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public async Task WhenTheConnectorIsToRunAsASudoer_ThenItDoes()
    {
        var guest = await BootGuestAsync();

        AssertSuccess(await OperateAsync(
            guest, ["deploy"], "--run-as", "jetuser", "--guest-user", "root", "--guest-password-file", Server.GuestPasswordFile));

        await InstalledConnector.AssertSoundAsync(guest, Token);
        Assert.Equal("jetuser", await guest.ShellAsync("ps -C vlink -o user=", Token));
        await AssertRunsTasksAsync(guest);
    }

    [Fact]
    public async Task WhenAnInstallationGoesWell_ThenItNeedsFewCallsAndOneUpload()
    {
        var before = (await Lab.Vcsim.ReadJournalAsync(Token)).Calls.Count;

        await DeployAsync();

        var calls = (await Lab.Vcsim.ReadJournalAsync(Token)).Calls.Skip(before).Select(call => call.Method).ToList();
        Assert.Single(calls, "PUT");
        var soap = calls.Where(method => method is not ("PUT" or "GET") && !Session.Contains(method)).ToList();
        var waiting = Waiting.Sum(method => Math.Max(0, soap.Count(called => called == method) - 1));
        Assert.True(soap.Count - waiting <= MostCalls, string.Join(' ', calls));
    }

    [Fact]
    public async Task WhenATaskFails_ThenItsExitCodeComesBack()
    {
        var guest = await DeployAsync();

        var task = await Administrator.RunTaskAsync(guest.Spec.Name, "echo said; exit 3", Token);

        Assert.Equal(3, task.TaskExitCode);
        Assert.Equal("said\n", await Administrator.ReadOutputAsync(task, Token));
    }

    [Fact]
    public async Task WhenAGuestIsRestarted_ThenItsConnectorComesBackByItself()
    {
        var guest = await DeployAsync();

        await guest.ShutDownAsync(Token);
        await guest.BootAsync(Token);
        await Lab.Vcsim.PowerOnAsync(guest, Token);

        await AssertRunsTasksAsync(guest);
        await InstalledConnector.AssertSoundAsync(guest, Token);
    }

    [Fact]
    public async Task WhenTheConnectorIsUninstalled_ThenNothingIsLeft()
    {
        var guest = await BootGuestAsync();
        var before = await GuestFiles.ReadAsync(guest, Token);
        AssertSuccess(await Administrator.DeployAsync(guest.Spec.Name, Token));

        (await guest.RunAsync(Token, InstalledConnector.Folder + "/vlink", "uninstall")).EnsureSuccess();

        Assert.Equal(0, await InstalledConnector.CountProcessesAsync(guest, Token));
        Assert.Empty((await GuestFiles.ReadAsync(guest, Token)).Except(before));
        Assert.Equal("", await guest.ShellAsync("ls -d /run/*vlink* 2>/dev/null || true", Token));
    }
}
