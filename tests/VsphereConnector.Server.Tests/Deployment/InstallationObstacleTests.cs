using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Deployment;

public sealed class InstallationObstacleTests
{
    [Fact]
    public async Task WhenThePasswordIsWrong_ThenItIsTriedTwiceAndNoMore()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");

        var operation = await world.DeployAsync("web-01", password: "wrong");

        operation.Failed("guest-logon-refused");
        Assert.Equal(2, machine.Guest.Accounts.FailedLogons);
        Assert.DoesNotContain("wrong", operation.ToString(), StringComparison.Ordinal);
        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenThePasswordIsWrongAndTheServerCannotCheckLogons_ThenItIsTriedTwiceAndNoMore()
    {
        await using var world = await DeploymentWorld.StartAsync(new SimulatorOptions { HasGuestAuthManager = false });
        var machine = world.AddMachine("web-01");

        (await world.DeployAsync("web-01", password: "wrong")).Failed("guest-logon-refused");

        Assert.Equal(2, machine.Guest.Accounts.FailedLogons);
    }

    [Fact]
    public async Task WhenTheMachineIsPoweredOff_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", PoweredOn = false });

        (await world.DeployAsync("web-01")).Failed("vm-powered-off");
    }

    [Fact]
    public async Task WhenAMachineOfAnotherVCenterHasTheSameInstanceUuid_ThenItSaysSoUntilThatOneIsGone()
    {
        const string uuid = "5031f0a6-7d4c-8d43-9a0f-2b1c6a4e9d10";
        await using var other = await SimulatedVCenter.StartAsync(new SimulatorOptions { Seed = 7 }, TimeProvider.System, DeploymentWorld.Cancel);
        await using var world = await DeploymentWorld.StartAsync(
            configure: options => options.VCenters.Add(DeploymentWorld.Entry("other", other, Path.GetDirectoryName(options.DataFolder)!)));
        var moved = other.AddVirtualMachine(new VirtualMachineOptions { Name = "web-00", InstanceUuid = uuid });
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", InstanceUuid = uuid });

        var refused = await world.DeployAsync("web-01");
        other.PowerOff(moved);
        other.Unregister(moved);
        var accepted = await world.DeployAsync("web-01");

        refused.Failed("instance-uuid-not-unique");
        Assert.Contains("'web-00'", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        accepted.Succeeded();
    }

    [Fact]
    public async Task WhenThereAreNoTools_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", Tools = ToolsInstallation.None });

        (await world.DeployAsync("web-01")).Failed("tools-not-installed");
    }

    [Fact]
    public async Task WhenTheMachineIsATemplate_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", Template = true, PoweredOn = false });

        (await world.DeployAsync("web-01")).Failed("vm-is-template");
    }

    [Fact]
    public async Task WhenNobodyKnowsTheMachine_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();

        (await world.DeployAsync("nowhere")).Failed("virtual-machine-unknown");
    }

    [Fact]
    public async Task WhenToolsComeLate_ThenItWaitsForThem()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.SetToolsRunning(machine, running: false);

        var id = await world.SubmitAsync("web-01");
        await world.StepAsync(id, "waiting");
        world.VCenter.SetToolsRunning(machine, running: true);
        var operation = await world.EndAsync(id);

        operation.Succeeded();
        var outcomes = operation.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()).ToList();
        Assert.Equal("Succeeded", outcomes[^1]);
        Assert.All(outcomes.SkipLast(1), outcome => Assert.Equal("Waited", outcome));
        Assert.DoesNotContain(operation.GetProperty("events").EnumerateArray(), step => step.GetProperty("level").GetString() != "Information");
    }

    [Fact]
    public async Task WhenTheDiskIsFull_ThenItSaysSoAndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var roomForTheUploadAlone = new FileInfo(DeploymentWorld.ConnectorProgram).Length; // it is sent packed
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var/jetpatch-temp", CapacityBytes = roomForTheUploadAlone }] });

        (await world.DeployAsync("web-01")).Failed("guest-disk-full");

        machine.HasNoConnector();
    }

    [Theory]
    [InlineData(10_000)] // the upload does not fit
    [InlineData(1)] // the upload fits, and the program that is in it does not
    public async Task WhenWhatAnEarlierRunLeftFillsTheDisk_ThenItIsRemovedAndTheInstallationGoesOn(int part)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var program = new FileInfo(DeploymentWorld.ConnectorProgram).Length;
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var/jetpatch-temp", CapacityBytes = 4 * program }] });
        var earlier = (await world.DeployAsync("web-01")).GetProperty("id").GetGuid();
        machine.Guest.WriteFile($"/var/jetpatch-temp/vlink-{earlier:N}/vlink", new byte[(4 * program) - (program / part)], UnixFileMode.UserRead);

        var operation = await world.DeployAsync("web-01", new { reinstall = true });

        operation.Succeeded();
        var events = operation.GetProperty("events").ToString();
        Assert.Contains("Removed what an earlier operation had left.", events, StringComparison.Ordinal);
        Assert.Contains("There was not enough room before, so it is tried once more", events, StringComparison.Ordinal);
        Assert.DoesNotContain("/tmp", events, StringComparison.Ordinal);
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenWhatFillsTheDiskIsOfNoOperation_ThenItStays()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var/jetpatch-temp", CapacityBytes = 20_000 }] });
        var another = $"/var/jetpatch-temp/vlink-{Guid.NewGuid():N}";
        machine.Guest.WriteFile($"{another}/vlink", new byte[15_000], UnixFileMode.UserRead);

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Contains("/var/jetpatch-temp did not take the file", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        Assert.Equal([another, $"{another}/vlink"], machine.Guest.ListFiles("/var/jetpatch-temp"));
    }

    [Fact]
    public async Task WhenTheTempFolderTakesNoUpload_ThenTmpIsUsedAndTheRecordSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var/jetpatch-temp", CapacityBytes = 10_000 }] });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Contains("/var/jetpatch-temp did not take the file", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenNoTempFolderTakesTheUpload_ThenItSaysSoAndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Linux with
        {
            Mounts = [new MountOptions { Path = "/var/jetpatch-temp", CapacityBytes = 10_000 }, new MountOptions { Path = "/tmp", CapacityBytes = 10_000 }],
        });

        (await world.DeployAsync("web-01")).Failed("guest-disk-full");

        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenTheTempFolderIsNoexec_ThenAnotherOneIsUsedAndTheRecordSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var/jetpatch-temp", NoExec = true }] });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Contains("noexec", await world.OutputAsync(operation), StringComparison.Ordinal);
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenTheTempFolderCannotBeWritten_ThenTmpIsUsedAndTheRecordSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Mounts = [new MountOptions { Path = "/var/jetpatch-temp", ReadOnly = true }] });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Contains("/var/jetpatch-temp cannot be used", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenTheArchitectureIsAnother_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Architecture = "arm64" });

        (await world.DeployAsync("web-01")).Failed("wrong-architecture");

        machine.HasNoConnector();
    }

    [Theory]
    [InlineData("arm64")]
    [InlineData("musl-x64")]
    public async Task WhenThereIsAProgramForTheOtherArchitecture_ThenItIsSentInstead(string architecture)
    {
        await using var world = await DeploymentWorld.StartAsync(configure: server => server.Deployment.ConnectorPrograms[$"linux-{architecture}"] = DeploymentWorld.ConnectorProgram);
        var machine = world.AddMachine("web-01", GuestProfile.Linux with { Architecture = architecture });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Contains($"The machine is {architecture}; the program for it is sent.", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenTheUploadArrivesTruncated_ThenItSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "GuestFilePut", TruncateUploadTo = 20_000 });

        (await world.DeployAsync("web-01")).Failed("upload-truncated");

        machine.HasNoConnector();
    }

    [Theory]
    [InlineData("GuestPermissionDenied", "guest-account-not-permitted")]
    [InlineData("OperationDisabledByGuest", "guest-operations-disabled")]
    [InlineData("NoPermission", "vcenter-privilege-missing")]
    [InlineData("GuestComponentsOutOfDate", "tools-out-of-date")]
    public async Task WhenAFaultStays_ThenItIsNotTriedAgain(string fault, string code)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "InitiateFileTransferToGuest", Fault = fault });

        (await world.DeployAsync("web-01")).Failed(code);

        Assert.Equal(1, world.VCenter.Calls["InitiateFileTransferToGuest"]);
        machine.HasNoConnector();
    }
}
