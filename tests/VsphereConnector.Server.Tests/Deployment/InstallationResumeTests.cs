using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Deployment;

public sealed class InstallationResumeTests
{
    private const int Removals = 6; // how often it is tried

    private static CancellationToken Cancel => DeploymentWorld.Cancel;

    [Theory]
    [InlineData("ValidateCredentialsInGuest")]
    [InlineData("MakeDirectoryInGuest")]
    [InlineData("InitiateFileTransferToGuest")]
    [InlineData("GuestFilePut")]
    [InlineData("StartProgramInGuest")]
    [InlineData("InitiateFileTransferFromGuest")]
    [InlineData("GuestFileGet")]
    [InlineData("DeleteDirectoryInGuest")]
    public async Task WhenAnAnswerIsLost_ThenThereIsStillOneInstallation(string method)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = method, VirtualMachine = "web-01", Times = 1, Break = ConnectionBreak.AfterCall });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Equal(1, world.VCenter.Calls["StartProgramInGuest"]);
        Assert.Single(await world.ConnectorsAsync());
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenEarlierRunsLeftTheirFolders_ThenThoseThatAreOverAreRemoved_AndNoOther()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        var earlier = (await world.DeployAsync("web-01")).GetProperty("id").GetGuid();
        var another = $"/tmp/vlink-{Guid.NewGuid():N}";
        foreach (var file in new[] { $"/var/jetpatch-temp/vlink-{earlier:N}/done", $"/tmp/vlink-{earlier:N}/vlink", $"{another}/vlink" })
        {
            machine.Guest.WriteFile(file, [], UnixFileMode.UserRead);
        }

        world.VCenter.Calls.Reset();
        var operation = await world.DeployAsync("web-01", new { reinstall = true });

        operation.Succeeded();
        Assert.Contains("Removed what 2 earlier operations had left.", operation.ToString(), StringComparison.Ordinal);
        Assert.Equal([another, $"{another}/vlink"], machine.Guest.ListFiles("/var").Concat(machine.Guest.ListFiles("/tmp")).Where(path => path.Contains("vlink-", StringComparison.Ordinal)));
        Assert.Equal(3, world.VCenter.Calls["DeleteDirectoryInGuest"]);
    }

    [Fact]
    public async Task WhenWhatIsLeftCannotBeRemoved_ThenTheRecordNamesIt_AndTheInstallationSucceeds()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        var earlier = (await world.DeployAsync("web-01")).GetProperty("id").GetGuid();
        machine.Guest.WriteFile($"/tmp/vlink-{earlier:N}/vlink", [], UnixFileMode.UserRead);
        world.VCenter.Rules.Add(new Rule { Method = "DeleteDirectoryInGuest", Times = Removals, Fault = "GuestPermissionDenied" });

        var operation = await world.DeployAsync("web-01", new { reinstall = true });

        operation.Succeeded();
        Assert.Contains($"/tmp/vlink-{earlier:N} is left of an earlier operation and cannot be removed", operation.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GuestOperationsFault")]
    [InlineData("FileFault")]
    public async Task WhenTheWorkFolderIsInUseForAMoment_ThenItIsRemovedAfterIt(string fault)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "DeleteDirectoryInGuest", Times = 1, Fault = fault });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Contains("The work folder is removed.", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(machine.Guest.ListFiles("/var").Concat(machine.Guest.ListFiles("/tmp")), path => path.Contains("vlink-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GuestOperationsFault", Removals)]
    [InlineData("InvalidPowerState", 1)]
    public async Task WhenTheWorkFolderCannotBeRemoved_ThenTheInstallationSucceeds_AndTheNextOneRemovesIt(string fault, int times)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "DeleteDirectoryInGuest", Times = times, Fault = fault });

        var operation = await world.DeployAsync("web-01");
        var left = Assert.Single(machine.Guest.ListFiles("/var"), path => path.Contains("vlink-", StringComparison.Ordinal) && path.EndsWith("/done", StringComparison.Ordinal));
        (await world.DeployAsync("web-01", new { reinstall = true })).Succeeded();

        operation.Succeeded();
        Assert.Contains("The work folder is left there: ", operation.GetProperty("events").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(left, machine.Guest.ListFiles("/var"));
    }

    [Fact]
    public async Task WhenVCenterBreaksTheConnectionOfARead_ThenItIsRepeatedWithinTheSameAttempt()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "RetrievePropertiesEx", FromCall = 2, Times = 2, Break = ConnectionBreak.BeforeCall });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Equal(1, operation.GetProperty("attempts").GetArrayLength());
        Assert.DoesNotContain("waiting", operation.Steps());
    }

    [Theory]
    [InlineData("GuestOperationsUnavailable", "Waited")]
    [InlineData("TaskInProgress", "Retried")]
    [InlineData("HostNotConnected", "Retried")]
    public async Task WhenAFaultPasses_ThenItIsTriedAgainAndTheRecordSaysWhy(string fault, string outcome)
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "MakeDirectoryInGuest", Times = 2, Fault = fault });

        var operation = await world.DeployAsync("web-01");

        operation.Succeeded();
        Assert.Equal(3, operation.GetProperty("attempts").GetArrayLength());
        Assert.Equal(outcome, operation.GetProperty("attempts")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task WhenItsConnectorComesBackLateAfterARestart_ThenItIsWaitedFor()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "InitiateFileTransferFromGuest", Fault = "FileNotFound" }); // how it ended, nobody gets to know
        var id = await world.SubmitAsync("web-01");
        await world.UntilAsync(() => machine.Guest.ListFiles("/var").Any(path => path.EndsWith("/done", StringComparison.Ordinal)));

        await world.RestartAsync(() =>
        {
            world.VCenter.Rules.Clear();
            machine.Guest.Network.Cut();
        });
        await world.StepAsync(id, "channel-awaited");
        machine.Guest.Network.Restore();
        var operation = await world.EndAsync(id);

        operation.Succeeded();
        Assert.Equal(1, world.VCenter.Calls["StartProgramInGuest"]);
        machine.IsLeftClean();
    }

    [Fact]
    public async Task WhenItIsCancelledInTheMiddle_ThenNothingIsLeftInTheGuest()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        machine.Guest.Network.Cut();
        var id = await world.SubmitAsync("web-01");
        await world.StepAsync(id, "start");

        using var cancelled = await world.Client.PostAsync(new Uri($"api/v1/operations/{id}/cancel", UriKind.Relative), null, Cancel);
        var operation = await world.EndAsync(id);

        Assert.Equal("Cancelled", operation.GetProperty("state").GetString());
        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenTheAnswerAboutTheFolderIsLostAndItIsCancelled_ThenTheFolderIsRemoved()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = "MakeDirectoryInGuest", Break = ConnectionBreak.AfterCall });
        var id = await world.SubmitAsync("web-01");
        await world.StepAsync(id, "waiting");
        Assert.Contains(machine.Guest.ListFiles("/var"), path => path.Contains("vlink-", StringComparison.Ordinal));

        using var cancelled = await world.Client.PostAsync(new Uri($"api/v1/operations/{id}/cancel", UriKind.Relative), null, Cancel);
        var operation = await world.EndAsync(id);

        Assert.Equal("Cancelled", operation.GetProperty("state").GetString());
        machine.HasNoConnector();
    }

    [Fact]
    public async Task WhenTheAnswerToTheStartIsLostAndItIsCancelled_ThenTheInstallerIsFoundAndEnded()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        machine.Guest.Network.Cut();
        world.VCenter.Rules.Add(new Rule { Method = "StartProgramInGuest", Times = 1, Break = ConnectionBreak.AfterCall });
        var id = await world.SubmitAsync("web-01");
        await world.StepAsync(id, "start");

        using var cancelled = await world.Client.PostAsync(new Uri($"api/v1/operations/{id}/cancel", UriKind.Relative), null, Cancel);
        var operation = await world.EndAsync(id);

        Assert.Equal("Cancelled", operation.GetProperty("state").GetString());
        machine.HasNoConnector();
        Assert.DoesNotContain(machine.Guest.RunningProcesses(), command => command.Contains("vlink", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhenTheGuestDoesNotReachTheServer_ThenTheTimeOutEndsItAndNothingIsLeft()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        machine.Guest.Network.Cut();

        (await world.DeployAsync("web-01", timeoutSeconds: 3)).Failed("timed-out");

        machine.HasNoConnector();
    }

    [Theory]
    [InlineData("MakeDirectoryInGuest")]
    [InlineData("GuestFilePut")]
    [InlineData("StartProgramInGuest")]
    [InlineData("InitiateFileTransferFromGuest")]
    public async Task WhenTheServerStopsInTheMiddle_ThenTheNextOneGoesOn(string method)
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        world.VCenter.Rules.Add(new Rule { Method = method, Times = 1, Delay = TimeSpan.FromSeconds(1) });
        var id = await world.SubmitAsync("web-01");
        await world.UntilCalledAsync(method);

        await world.RestartAsync();
        var operation = await world.EndAsync(id);

        operation.Succeeded();
        Assert.Single(await world.ConnectorsAsync());
        Assert.Equal(1, operation.GetProperty("attempts").GetArrayLength());
        Assert.Single(machine.Guest.RunningProcesses(), command => command.Contains("vlink", StringComparison.Ordinal));
        machine.IsLeftClean();
    }
}
