using System.Text.Json;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Deployment;

/// <summary>Installations into Windows guests: cmd.exe in place of the shell, and a one-shot service that runs the installer.</summary>
public sealed class WindowsInstallationTests
{
    private const string Temp = @"C:\Windows\Temp", Folder = @"C:\Program Files\Intigua\vAgentManager";

    // How often it is asked and looked for is a matter of time, and here the machine's; once is counted.
    private static readonly string[] Waiting = ["ListProcessesInGuest", "InitiateFileTransferFromGuest"];

    private static CancellationToken Cancel => DeploymentWorld.Cancel;

    [Fact]
    public async Task WhenAllGoesWell_ThenItRunsAsLocalSystemAfterAtMostTenCallsAndTwoUploads()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("win-01", GuestProfile.Windows);
        (await DeployAsync(world, "win-01")).Succeeded();
        var machine = world.AddMachine("win-02", GuestProfile.Windows);
        world.VCenter.Calls.Reset();

        var operation = await DeployAsync(world, "win-02");

        operation.Succeeded();
        Assert.InRange(world.VCenter.Calls.Total - Waiting.Sum(method => Math.Max(0, world.VCenter.Calls[method] - 1)), 1, 11);
        Assert.Equal((2, 1), (world.VCenter.Calls["GuestFilePut"], world.VCenter.Calls["StartProgramInGuest"]));
        Assert.Equal(@"NT AUTHORITY\SYSTEM", operation.GetProperty("result").GetProperty("account").GetString());
        Assert.Equal("service", operation.GetProperty("result").GetProperty("startedBy").GetString());
        var events = string.Join('\n', operation.GetProperty("events").EnumerateArray().Select(step => step.GetProperty("message").GetString()));
        Assert.Contains("with the password of Administrator", events, StringComparison.Ordinal);
        Assert.Contains(@"The installer ran as NT AUTHORITY\SYSTEM", events, StringComparison.Ordinal);
        AssertClean(machine);
        Assert.Contains($@"{Folder}\vlinkprocess.exe", machine.Guest.ListFiles(Folder));
        Assert.Contains($@"{Folder}\vlinkservice.exe", machine.Guest.ListFiles(Folder));
    }

    [Fact]
    public async Task WhenAnEarlierRunLeftItsFolder_ThenTheNextOneRemovesIt_AndNoOther()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows);
        var earlier = (await DeployAsync(world, "win-01")).GetProperty("id").GetGuid();
        var another = $@"{Temp}\vlink-{Guid.NewGuid():N}";
        machine.Guest.WriteFile($@"{Temp}\vlink-{earlier:N}\vlink.cab", [], UnixFileMode.UserRead);
        machine.Guest.WriteFile($@"{another}\done", [], UnixFileMode.UserRead);

        var operation = await DeployAsync(world, "win-01", parameters: new { reinstall = true });

        operation.Succeeded();
        Assert.Contains("Removed what an earlier operation had left.", operation.ToString(), StringComparison.Ordinal);
        Assert.Equal([another, $@"{another}\done"], machine.Guest.ListFiles(Temp));
    }

    [Theory]
    [InlineData(10_000)] // the upload does not fit
    [InlineData(1)] // the upload fits, and the program that is in it does not
    public async Task WhenWhatAnEarlierRunLeftFillsTheDisk_ThenItIsRemovedAndTheInstallationGoesOn(int part)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var program = new FileInfo(DeploymentWorld.ConnectorProgram).Length;
        var machine = world.AddMachine("win-01", GuestProfile.Windows with { Mounts = [new MountOptions { Path = Temp, CapacityBytes = 4 * program }] });
        var earlier = (await DeployAsync(world, "win-01")).GetProperty("id").GetGuid();
        machine.Guest.WriteFile($@"{Temp}\vlink-{earlier:N}\vlink.exe", new byte[(4 * program) - (program / part)], UnixFileMode.UserRead);

        var operation = await DeployAsync(world, "win-01", parameters: new { reinstall = true });

        operation.Succeeded();
        Assert.Contains("There was not enough room before, so it is tried once more", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        AssertClean(machine);
    }

    [Fact]
    public async Task WhenTheConnectorIsThere_ThenATaskRunsByCmd()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("win-01", GuestProfile.Windows);
        (await DeployAsync(world, "win-01")).Succeeded();

        var task = await world.EndAsync(await world.SubmitAsync(new
        {
            kind = "RunTask",
            target = new { virtualMachine = "win-01" },
            parameters = new { script = "hostname" },
        }));

        task.Succeeded();
        Assert.Equal("win-01", (await world.OutputAsync(task)).Trim());
    }

    [Fact]
    public async Task WhenTheLogonIsNotElevated_ThenItSaysSoAndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows);

        var operation = await DeployAsync(world, "win-01", "operator");

        operation.Failed("guest-account-not-permitted");
        Assert.Contains("is not elevated", operation.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        AssertNoConnector(machine);
    }

    [Fact]
    public async Task WhenTheArchitectureDiffers_ThenItSaysSoAndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows with { Architecture = "arm64" });

        (await DeployAsync(world, "win-01")).Failed("wrong-architecture");
        AssertNoConnector(machine);
    }

    [Fact]
    public async Task WhenTheDiskIsFull_ThenItSaysSoAndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows with { DiskBytes = 2 * 1024 * 1024 });

        (await DeployAsync(world, "win-01")).Failed("guest-disk-full");
        AssertNoConnector(machine);
    }

    [Fact]
    public async Task WhenTheUploadIsCutShort_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.VCenter.Rules.Add(new Rule { Method = "GuestFilePut", Times = 1, TruncateUploadTo = 100 });
        var machine = world.AddMachine("win-01", GuestProfile.Windows);

        (await DeployAsync(world, "win-01")).Failed("upload-truncated");
        AssertNoConnector(machine);
    }

    [Fact]
    public async Task WhenAFolderIsOneOfLinux_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("win-01", GuestProfile.Windows);
        (await DeployAsync(world, "win-01", parameters: new { parentFolder = "/opt" })).Failed("folder-of-another-system");
    }

    [Fact]
    public async Task WhenAnotherFolderIsChosen_ThenItIsThere()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows);
        (await DeployAsync(world, "win-01", parameters: new { parentFolder = @"C:\Agents" })).Succeeded();
        Assert.Contains(@"C:\Agents\vAgentManager\vlinkprocess.exe", machine.Guest.ListFiles(@"C:\Agents"));
    }

    [Fact]
    public async Task WhenItIsToRunAsTheAccountOfTheLogon_ThenTheServiceDoesAndNothingHasItsPassword()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows with
        {
            Accounts = [new GuestAccount { Name = "Administrator", Password = "secret-of-it", IsAdministrator = true }],
        });

        (await DeployAsync(world, "win-01", password: "secret-of-it", parameters: new { runAs = "Administrator" })).Succeeded();

        var files = machine.Guest.ListFiles(Folder).Select(path => System.Text.Encoding.UTF8.GetString(machine.Guest.ReadFile(path) ?? []));
        Assert.DoesNotContain(files, content => content.Contains("secret-of-it", StringComparison.Ordinal));
        Assert.Contains(files, content => content.Contains("\"runAs\":\"Administrator\"", StringComparison.Ordinal));
        Assert.Equal(@".\Administrator", machine.Guest.FindServiceAccount("vAgentManager"));
        Assert.Equal(("Good", @"It runs as .\Administrator."), await ServiceCheckAsync(world, "win-01"));
        (await DeployAsync(world, "win-01", password: "secret-of-it", parameters: new { runAs = "somebody", reinstall = true })).Failed("run-as-password-unknown");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("SYSTEM")]
    public async Task WhenItIsInstalledAnewToRunAsTheSystem_ThenTheServiceDoesAgain(string? runAs)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows);
        (await DeployAsync(world, "win-01", parameters: new { runAs = @".\Administrator" })).Succeeded();
        Assert.Equal(@".\Administrator", machine.Guest.FindServiceAccount("vAgentManager"));

        (await DeployAsync(world, "win-01", parameters: new { runAs, reinstall = true })).Succeeded();

        Assert.Equal("LocalSystem", machine.Guest.FindServiceAccount("vAgentManager"));
    }

    [Fact]
    public async Task WhenSomebodyGivesTheServiceAnotherAccount_ThenTheStatusSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows);
        (await DeployAsync(world, "win-01", parameters: new { runAs = "Administrator" })).Succeeded();

        machine.Guest.ChangeServiceAccount("vAgentManager", "LocalSystem");

        Assert.Equal(("Wrong", @"It runs as LocalSystem instead of .\Administrator: install the connector anew."), await ServiceCheckAsync(world, "win-01"));
    }

    [Theory]
    [InlineData("MakeDirectoryInGuest")]
    [InlineData("InitiateFileTransferToGuest")]
    [InlineData("GuestFilePut")]
    [InlineData("StartProgramInGuest")]
    [InlineData("InitiateFileTransferFromGuest")]
    [InlineData("DeleteDirectoryInGuest")]
    public async Task WhenAnAnswerIsLost_ThenThereIsStillOneInstallation(string method)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows);
        world.VCenter.Rules.Add(new Rule { Method = method, VirtualMachine = "win-01", Times = 1, Break = ConnectionBreak.AfterCall });

        (await DeployAsync(world, "win-01")).Succeeded();

        Assert.Equal(1, world.VCenter.Calls["StartProgramInGuest"]);
        Assert.Single(await world.ConnectorsAsync());
        AssertClean(machine);
    }

    [Fact]
    public async Task WhenItIsCancelledInTheMiddle_ThenNothingIsLeftInTheGuest()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("win-01", GuestProfile.Windows);
        machine.Guest.Network.Cut();
        var id = await world.SubmitAsync(Installation("win-01"));
        await world.StepAsync(id, "start");

        using var cancelled = await world.Client.PostAsync(new Uri($"api/v1/operations/{id}/cancel", UriKind.Relative), null, Cancel);
        var operation = await world.EndAsync(id);

        Assert.Equal("Cancelled", operation.GetProperty("state").GetString());
        AssertNoConnector(machine);
    }

    private static object Installation(string machine, string username = "Administrator", object? parameters = null, string password = "guest") => new
    {
        kind = "InstallConnector",
        target = new { virtualMachine = machine },
        guestLogon = new { username, password },
        parameters,
    };

    private static async Task<JsonElement> DeployAsync(DeploymentWorld world, string machine, string username = "Administrator", object? parameters = null, string password = "guest") =>
        await world.EndAsync(await world.SubmitAsync(Installation(machine, username, parameters, password)));

    /// <summary>What the connector's own status says of its service.</summary>
    private static async Task<(string? State, string? Detail)> ServiceCheckAsync(DeploymentWorld world, string machine)
    {
        var status = await world.EndAsync(await world.SubmitAsync(new { kind = "GetStatus", target = new { machine } }));
        var check = status.GetProperty("result").GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "service vAgentManager");
        return (check.GetProperty("state").GetString(), check.GetProperty("detail").GetString());
    }

    private static void AssertClean(VirtualMachine machine)
    {
        Assert.Empty(machine.Guest.ListFiles(Temp));
        Assert.DoesNotContain(machine.Guest.RunningProcesses(), process => process.Contains("once", StringComparison.Ordinal));
    }

    private static void AssertNoConnector(VirtualMachine machine)
    {
        AssertClean(machine);
        Assert.Empty(machine.Guest.ListFiles(@"C:\Program Files"));
        Assert.Empty(machine.Guest.RunningProcesses());
    }
}
