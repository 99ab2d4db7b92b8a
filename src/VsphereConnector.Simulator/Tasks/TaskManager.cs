using System.Collections.Concurrent;
using VsphereConnector.Simulator.Extensions;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Tasks;

/// <summary>Tasks: those of this vCenter and those that extensions make.</summary>
internal sealed class TaskManager(ObjectRegistry objects, ExtensionManager extensions, ChangeFeed changes, TimeProvider time)
    : ManagedObject("TaskManager", "TaskManager")
{
    private const int Kept = 1000;
    private readonly ConcurrentQueue<SimulatedTask> _tasks = new();
    private int _lastId;

    internal override PropertyTable Properties => Table;

    private static PropertyTable<TaskManager> Table { get; } = new PropertyTable<TaskManager>("TaskManager")
        .Value("recentTask", manager => ValueArray.Of(manager.Recent()))
        .Value("maxCollector", _ => 32);

    public void AddTo(MethodTable methods)
    {
        methods.Add("CreateTask", CreateTask, privilege: "Task.Create");
        methods.Add("SetTaskState", SetTaskState, privilege: "Task.Update");
        methods.Add("UpdateProgress", UpdateProgress, privilege: "Task.Update");
        methods.Add("SetTaskDescription", SetTaskDescription);
        methods.Add("CancelTask", CancelTask);
    }

    /// <summary>Makes a task; the oldest that is over goes when there are too many.</summary>
    public SimulatedTask Start(string descriptionId, ManagedEntity entity, string initiatedBy, bool cancelable)
    {
        var id = $"task-{Interlocked.Increment(ref _lastId)}";
        var task = objects.Add(new SimulatedTask(id, descriptionId, entity, initiatedBy, cancelable, time.GetUtcNow(), changes));
        _tasks.Enqueue(task);
        while (_tasks.Count > Kept && _tasks.TryPeek(out var oldest) && oldest.IsOver && _tasks.TryDequeue(out oldest))
            objects.Remove(oldest);
        entity.AddRecentTask(task.Reference);
        changes.Publish(this, "recentTask");
        changes.Publish(entity, "recentTask");
        return task;
    }

    /// <summary>Runs one of vCenter's own methods as a task; a fault becomes the task's error.</summary>
    public ManagedObjectReference Run(string descriptionId, ManagedEntity entity, string initiatedBy, Func<object?> work)
    {
        var task = Start(descriptionId, entity, initiatedBy, cancelable: false);
        try
        {
            task.SetState("success", work(), null, time.GetUtcNow());
        }
        catch (VimFault fault)
        {
            task.SetState("error", null, fault.Localized, time.GetUtcNow());
        }

        return task.Reference;
    }

    private IEnumerable<ManagedObjectReference> Recent() => _tasks.TakeLast(50).Select(task => task.Reference);

    private DataObject CreateTask(SoapCall call)
    {
        var arguments = call.Arguments;
        var entity = objects.Get<ManagedEntity>(arguments, "obj");
        var initiatedBy = arguments.String("initiatedBy") is { Length: > 0 } user ? user : call.Session.UserName;
        var type = arguments.RequiredString("taskTypeId");
        if (!extensions.TaskTypes.Contains(type, StringComparer.Ordinal))
            throw Fault.InvalidArgument("taskTypeId", $"No extension declares the task type '{type}'.");
        return Start(type, entity, initiatedBy, arguments.Bool("cancelable")).Info();
    }

    private object? SetTaskState(SoapCall call)
    {
        var result = call.Arguments.Find("result");
        var error = call.Arguments.Find("fault");
        call.On<SimulatedTask>().SetState(
            call.Arguments.RequiredString("state"),
            result?.Text,
            error is null ? null : Error(error),
            time.GetUtcNow());
        return null;
    }

    private static DataObject Error(SoapElement error)
    {
        var fault = error.Required("fault");
        return new DataObject(
            "LocalizedMethodFault",
            ("fault", new DataObject(fault.XsiType ?? "MethodFault", [.. fault.Children.Where(child => child.Children.Count == 0).Select(child => (child.Name, (object?)child.Text))]) { IsSubtype = true }),
            ("localizedMessage", error.String("localizedMessage")));
    }

    private static object? UpdateProgress(SoapCall call)
    {
        call.On<SimulatedTask>().SetProgress(call.Arguments.Int("percentDone") ?? throw Fault.InvalidArgument("percentDone", "percentDone is missing."));
        return null;
    }

    private static object? SetTaskDescription(SoapCall call)
    {
        var description = call.Arguments.Required("description");
        call.On<SimulatedTask>().SetDescription(new DataObject(
            "LocalizableMessage", ("key", description.RequiredString("key")), ("message", description.String("message"))));
        return null;
    }

    private static object? CancelTask(SoapCall call)
    {
        call.On<SimulatedTask>().Cancel();
        return null;
    }
}
