using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Drivers;

/// <summary>What a driver must do besides that stands in for WEB.</summary>
public abstract class FallbackCompliance(Lab lab) : DriverCompliance(lab)
{
    /// <summary>Longer than a lost connection takes to be noticed, and the patience with it.</summary>
    private protected static readonly TimeSpan SwitchTimeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task WhenWebIsCutDuringATask_ThenItEndsOnceOverThisDriver_AndTheNextGoesOverWebAgain()
    {
        var machine = await DeployMachineAsync();
        string runs = Path.Combine(machine.Scratch, "runs"), go = Path.Combine(machine.Scratch, "go");
        var task = await Administrator.SubmitTaskAsync(machine.Name, machine.WaitingTask, Token);
        await Eventually.TrueAsync(() => File.Exists(runs), () => "the task does not run", SwitchTimeout, Token);

        await machine.CutPortAsync(Server.ConnectorPort, Token);
        await Eventually.TrueAsync(
            async () => (await Administrator.ShowAsync(task.Id, Token)).Channels.Contains(Channel),
            () => $"the task did not switch to {Channel}", SwitchTimeout, Token);
        var suspension = Assert.Single(await Administrator.ListSuspensionsAsync(Token));
        await File.WriteAllTextAsync(go, "", Token);
        task = await Administrator.WaitForEndAsync(task.Id, Token);

        AssertSuccess(task);
        Assert.Equal(["Web", Channel], task.Channels);
        Assert.Equal("before\nafter\n", (await Administrator.ReadOutputAsync(task, Token)).ReplaceLineEndings("\n"));
        Assert.Single(await File.ReadAllLinesAsync(runs, Token));
        Assert.Equal("Web", suspension.GetProperty("driver").GetString());
        Assert.NotEqual(default, suspension.GetProperty("until").GetDateTimeOffset());
        Assert.Contains(task.Events, happened => happened.GetProperty("step").GetString() == "driver");
        await machine.AssertNothingTemporaryAsync(Token);

        await machine.RestorePortAsync(Server.ConnectorPort, Token);
        await Administrator.WaitForStateAsync("Connected", Token);
        var next = await Administrator.RunTaskAsync(machine.Name, "echo back", Token);
        AssertSuccess(next);
        Assert.Equal(["Web"], next.Channels);
        Assert.Empty(await Administrator.ListSuspensionsAsync(Token));
    }

    private protected sealed override Task BecomeFirstAsync(TestedMachine machine) => CutWebAsync(machine);

    /// <summary>Installs the connector over this driver, on a machine that is registered by its address.</summary>
    private protected async Task DeployOverThisDriverAsync(string name, params IEnumerable<string> options)
    {
        var deployed = OperationOf(await Server.RunClientAsync(Token, ["deploy", "--endpoint", name, .. options, "--json"]));
        AssertSuccess(deployed);
        Assert.Equal([Channel], deployed.Channels);
    }
}
