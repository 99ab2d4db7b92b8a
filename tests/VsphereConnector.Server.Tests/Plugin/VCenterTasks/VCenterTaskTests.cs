using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Tasks;

namespace VsphereConnector.Server.Tests.Plugin.VCenterTasks;

public sealed class VCenterTaskTests
{
    private const string Install = "com.vsphereconnector.plugin.InstallConnector";

    [Fact]
    public async Task WhenAnInstallationSucceeds_ThenItsTaskAndAnEventSaySo()
    {
        await using var world = await TaskWorld.StartAsync();
        var machine = world.World.AddMachine("web-01");
        (await world.World.DeployAsync("web-01")).Succeeded();

        var (info, raw) = await world.TaskAsync(machine, task => task.State == TaskState.Success);

        Assert.Equal(Install, info.DescriptionId);
        Assert.Equal(machine.Reference.Id, info.Entity?.Value);
        Assert.True(info.Cancelable);
        Assert.Equal("tester", raw.GetObject("reason")?.GetString("userName"));
        var posted = Assert.Single(await world.EventsAsync($"{Install}.Succeeded"));
        Assert.Equal("web-01", posted.Vm?.Name);
        Assert.Equal("Install connector succeeded on web-01", posted.FullFormattedMessage);
    }

    [Fact]
    public async Task WhenAnInstallationFails_ThenItsTaskAndAnEventSayWhy()
    {
        await using var world = await TaskWorld.StartAsync();
        var machine = world.World.AddMachine("web-01");
        var failed = await world.World.DeployAsync("web-01", password: "wrong");
        var reason = failed.GetProperty("error").GetProperty("message").GetString()!;

        var (info, _) = await world.TaskAsync(machine, task => task.State == TaskState.Error);

        Assert.Contains(reason, info.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("com.vsphereconnector.plugin.OperationFailed", info.Error.Fields.GetString("faultTypeId"));
        Assert.Contains(reason, Assert.Single(await world.EventsAsync($"{Install}.Failed")).FullFormattedMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAnInstallationIsShown_ThenItsTaskTakesFewCalls()
    {
        await using var world = await TaskWorld.StartAsync();
        var machine = world.World.AddMachine("web-01");
        (await world.World.DeployAsync("web-01")).Succeeded();
        await world.TaskAsync(machine, task => task.State == TaskState.Success);

        Assert.Equal(1, world.World.VCenter.Calls["CreateTask"]);
        Assert.Equal(2, world.World.VCenter.Calls["SetTaskState"]);
        Assert.Equal(1, world.World.VCenter.Calls["PostEvent"]);
        Assert.InRange(world.World.VCenter.Calls["FindExtension"], 1, 2);
    }

    [Fact]
    public async Task WhenATaskIsCancelledInVCenter_ThenItsOperationEnds()
    {
        await using var world = await TaskWorld.StartAsync();
        var machine = world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");

        await world.CancelTaskAsync(machine);
        var ended = await world.World.EndAsync(operation);

        Assert.Equal("Cancelled", ended.GetProperty("state").GetString());
        var (info, _) = await world.TaskAsync(machine, task => task.State == TaskState.Error);
        Assert.IsType<RequestCanceled>(info.Error);
        await world.UntilAsync(() => world.World.VCenter.Calls["PostEvent"] == 1);
        Assert.Single(await world.EventsAsync($"{Install}.Cancelled"));
    }

    [Fact]
    public async Task WhenManyTasksAreOpen_ThenOneFilterWatchesAllOfThem()
    {
        await using var world = await TaskWorld.StartAsync();
        var machines = Enumerable.Range(0, 20).Select(i => world.AddWaiting($"web-{i:00}")).ToList();
        var operations = await Task.WhenAll(machines.Select(machine => world.World.SubmitAsync(machine.Name)));

        await Task.WhenAll(machines.Select(machine => world.CancelTaskAsync(machine)));
        foreach (var operation in operations)
        {
            Assert.Equal("Cancelled", (await world.World.EndAsync(operation)).GetProperty("state").GetString());
        }

        foreach (var machine in machines)
        {
            await world.TaskAsync(machine, task => task.State == TaskState.Error);
        }

        Assert.InRange(world.World.VCenter.Calls["CreateListView"], 1, 3);
        Assert.Equal(machines.Count, world.World.VCenter.Calls["CreateTask"]);
    }

    [Fact]
    public async Task WhenTheServerRestarts_ThenTheTaskGoesOn()
    {
        await using var world = await TaskWorld.StartAsync();
        var machine = world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");
        var (before, _) = await world.TaskAsync(machine, task => task.State is TaskState.Queued or TaskState.Running);

        await world.World.RestartAsync();
        await world.CancelTaskAsync(machine);
        await world.World.EndAsync(operation);

        var (after, _) = await world.TaskAsync(machine, task => task.State == TaskState.Error);
        Assert.Equal(before.Key, after.Key);
        Assert.Equal(1, world.World.VCenter.Calls["CreateTask"]);
    }

    [Fact]
    public async Task WhenTheAnswerOfCreateTaskIsLost_ThenTheTaskIsFoundAgain()
    {
        await using var world = await TaskWorld.StartAsync();
        world.World.VCenter.Rules.Add(new Rule { Method = "CreateTask", Break = ConnectionBreak.AfterCall, Times = 1 });
        var machine = world.World.AddMachine("web-01");
        (await world.World.DeployAsync("web-01")).Succeeded();

        await world.TaskAsync(machine, task => task.State == TaskState.Success);

        Assert.Equal(1, world.World.VCenter.Calls["CreateTask"]);
    }

    [Fact]
    public async Task WhenTheServerEndsBeforeItKnowsOfItsTask_ThenTheNextOneFindsIt()
    {
        await using var world = await TaskWorld.StartAsync();
        world.World.VCenter.Rules.Add(new Rule { Method = "CreateTask", Break = ConnectionBreak.AfterCall, Times = 1 });
        var machine = world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");
        await world.TaskAsync(machine, task => task.State == TaskState.Queued);

        await world.World.RestartAsync();
        await world.TaskAsync(machine, task => task.State == TaskState.Running);
        await world.CancelTaskAsync(machine);
        await world.World.EndAsync(operation);

        await world.TaskAsync(machine, task => task.State == TaskState.Error);
        Assert.Equal(1, world.World.VCenter.Calls["CreateTask"]);
    }

    [Fact]
    public async Task WhenAnOperationWaitsForItsNextTry_ThenItsTaskRuns()
    {
        await using var world = await TaskWorld.StartAsync(configure: options => options.Deployment.RetryFirst = options.Deployment.RetryMost = TimeSpan.FromMinutes(1));
        world.World.VCenter.Rules.Add(new Rule { Method = "CreateTask", Fault = "SystemError", Times = 1 });
        var machine = world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");
        await world.World.StepAsync(operation, "waiting");

        await world.TaskAsync(machine, task => task.State == TaskState.Running);
        await CancelAsync(world, operation);
        await world.World.EndAsync(operation);
    }

    [Fact]
    public async Task WhenTheServerHasNoExtensionManager_ThenThatIsNotedOnce()
    {
        await using var world = await TaskWorld.StartAsync(registered: false);
        world.World.VCenter.Rules.Add(new Rule { Method = "FindExtension", Fault = "ManagedObjectNotFound" });
        world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");

        await world.World.StepAsync(operation, "vcenter-task");
        await CancelAsync(world, operation);

        Assert.Single(TaskWorld.Notes(await world.World.EndAsync(operation)));
    }

    [Fact]
    public async Task WhenVCenterIsSlowToTakeTasks_ThenTheInstallationIsNot()
    {
        await using var world = await TaskWorld.StartAsync();
        world.World.VCenter.Rules.Add(new Rule { Method = "CreateTask", Delay = TimeSpan.FromMinutes(10) });
        world.World.AddMachine("web-01");

        (await world.World.DeployAsync("web-01")).Succeeded();
    }

    [Fact]
    public async Task WhenThePluginIsNotRegistered_ThenThatIsNotedOnce()
    {
        await using var world = await TaskWorld.StartAsync(registered: false);
        world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");

        await world.World.StepAsync(operation, "vcenter-task");
        await CancelAsync(world, operation);

        Assert.Contains("register", Assert.Single(TaskWorld.Notes(await world.World.EndAsync(operation))).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, world.World.VCenter.Calls["CreateTask"]);
    }

    [Theory]
    [InlineData("MethodNotFound", "MethodNotFound")]
    [InlineData("NotSupported", "NotSupported")]
    [InlineData("NoPermission", "lacks")]
    public async Task WhenVCenterRefusesTasks_ThenThatIsNotedOnceAndTheOperationGoesOn(string fault, string note)
    {
        await using var world = await TaskWorld.StartAsync();
        world.World.VCenter.Rules.Add(new Rule { Method = "CreateTask", Fault = fault });
        world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");

        await world.World.StepAsync(operation, "vcenter-task");
        await CancelAsync(world, operation);

        Assert.Contains(note, Assert.Single(TaskWorld.Notes(await world.World.EndAsync(operation))).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, world.World.VCenter.Calls["CreateTask"]);
    }

    [Theory]
    [InlineData("PostEvent", "NoPermission", null)]
    [InlineData("SetTaskState", "SystemError", 2)]
    public async Task WhenACallFails_ThenTheTaskEndsAllTheSame(string method, string fault, int? times)
    {
        await using var world = await TaskWorld.StartAsync();
        world.World.VCenter.Rules.Add(new Rule { Method = method, Fault = fault, Times = times });
        var machine = world.World.AddMachine("web-01");
        (await world.World.DeployAsync("web-01")).Succeeded();

        await world.TaskAsync(machine, task => task.State == TaskState.Success);
        Assert.Equal(1, world.World.VCenter.Calls["CreateTask"]);
    }

    [Fact]
    public async Task WhenTheAccountMayNotChangeTasks_ThenTheOperationGoesOnAndSaysSo()
    {
        await using var world = await TaskWorld.StartAsync();
        world.World.VCenter.Rules.Add(new Rule { Method = "SetTaskState", Fault = "NoPermission" });
        world.AddWaiting("web-01");
        var operation = await world.World.SubmitAsync("web-01");

        await world.World.StepAsync(operation, "vcenter-task");
        await CancelAsync(world, operation);

        Assert.Single(TaskWorld.Notes(await world.World.EndAsync(operation)));
    }

    [Fact]
    public async Task WhenTasksAreSwitchedOff_ThenVCenterIsNotAsked()
    {
        await using var world = await TaskWorld.StartAsync(configure: options => options.VCenters[0].VCenterTasks = false);
        world.World.AddMachine("web-01");

        (await world.World.DeployAsync("web-01")).Succeeded();

        Assert.Equal(0, world.World.VCenter.Calls["CreateTask"]);
    }

    private static async Task CancelAsync(TaskWorld world, Guid operation)
    {
        using var response = await world.World.Client.PostAsync(
            new Uri($"/api/v1/operations/{operation}/cancel", UriKind.Relative), null, TaskWorld.Cancel);
        Assert.True(response.IsSuccessStatusCode);
    }
}
