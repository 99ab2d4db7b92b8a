using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Tasks;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tests.Tasks;

public sealed class TaskManagerTests
{
    private const string Info = """
        <key>task-7</key><task type="Task">task-7</task><descriptionId>com.example.install</descriptionId><entity type="VirtualMachine">vm-1</entity>
        <state>{0}</state><cancelled>true</cancelled><cancelable>true</cancelable>{1}<progress>40</progress>
        """;

    private const string Failure = """
        <error><fault xsi:type="InvalidPowerState"><existingState>poweredOff</existingState></fault><localizedMessage>It is off.</localizedMessage></error>
        """;

    private static readonly ManagedObjectReference Vm = new("VirtualMachine", "vm-1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateTask_Info_IsTyped()
    {
        var server = new ScriptedServer().On("CreateTask", $"<returnval>{InfoOf("running", "")}</returnval>");
        using var client = await server.ConnectAsync();

        var info = await client.TaskManager.CreateTaskAsync(Vm, "com.example.install", "adm", true, "parent", Cancel);

        Assert.Equal("obj taskTypeId initiatedBy cancelable parentTaskKey", server.Last.Shape);
        Assert.Equal(TaskState.Running, info.State);
        Assert.True(info.Cancelled);
        Assert.Equal(40, info.Progress);
        Assert.Equal(Vm, info.Entity);
    }

    [Fact]
    public async Task Task_Methods_WriteTheWsdlsOrder()
    {
        var server = new ScriptedServer().On("SetTaskState", "").On("UpdateProgress", "").On("SetTaskDescription", "").On("CancelTask", "");
        using var client = await server.ConnectAsync();
        var task = client.TaskManager.GetTask(new ManagedObjectReference("Task", "task-7"));

        await task.UpdateProgressAsync(40, Cancel);
        await task.SetTaskDescriptionAsync("k", "m", Cancel);
        await task.SetTaskStateAsync(TaskState.Error, new DataObject("SystemError", new DataField("reason", VimValue.Of("r"))), "m", Cancel);
        await task.CancelTaskAsync(Cancel);

        Assert.Equal(
            ["percentDone", "description(key message)", "state fault(fault:SystemError(reason) localizedMessage)", ""],
            server.Calls.Skip(1).Select(call => call.Shape));
    }

    [Fact]
    public async Task Wait_TaskFails_ThrowsItsFault()
    {
        using var client = await Watching(InfoOf("error", Failure)).ConnectAsync();

        var error = await Assert.ThrowsAsync<VimFaultException>(
            () => client.TaskManager.GetTask(new ManagedObjectReference("Task", "task-7")).WaitAsync(Cancel));

        Assert.Equal("poweredOff", Assert.IsType<InvalidPowerState>(error.Fault).ExistingState);
        Assert.Equal("It is off.", error.Fault.Message);
    }

    [Fact]
    public async Task Wait_TaskSucceeds_ReturnsItsInfo()
    {
        using var client = await Watching(InfoOf("success", "<result xsi:type=\"xsd:int\">5</result>")).ConnectAsync();

        var info = await client.TaskManager.GetTask(new ManagedObjectReference("Task", "task-7")).WaitAsync(Cancel);

        Assert.Equal(5, info.Result.AsInt32());
    }

    private static string InfoOf(string state, string more) => Info.Replace("{0}", state, StringComparison.Ordinal).Replace("{1}", more, StringComparison.Ordinal);

    private static ScriptedServer Watching(string info) => new ScriptedServer()
        .On("CreatePropertyCollector", """<returnval type="PropertyCollector">pc</returnval>""")
        .On("CreateFilter", """<returnval type="PropertyFilter">f</returnval>""")
        .On("DestroyPropertyCollector", "")
        .On("WaitForUpdatesEx", $"""
            <returnval><version>1</version><filterSet><filter type="PropertyFilter">f</filter><objectSet><kind>enter</kind><obj type="Task">task-7</obj>
            <changeSet><name>info</name><op>assign</op><val xsi:type="TaskInfo">{info}</val></changeSet></objectSet></filterSet></returnval>
            """);
}
