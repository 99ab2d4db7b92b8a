using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tasks;

/// <summary>Makes tasks that show in the vSphere Client (vSphere's <c>TaskManager</c>).</summary>
public sealed class TaskManager
{
    private readonly VimClient _client;

    internal TaskManager(VimClient client) => _client = client;

    /// <summary>Makes a task of an extension (<c>CreateTask</c>).</summary>
    /// <param name="obj">The object on which it works.</param>
    /// <param name="taskTypeId">The type, declared in the extension's task list.</param>
    /// <param name="initiatedBy">The user for whom it runs; null for the session's user.</param>
    /// <param name="cancelable">Users may cancel it.</param>
    /// <param name="parentTaskKey">The task of which it is a part.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public async Task<TaskInfo> CreateTaskAsync(
        ManagedObjectReference obj,
        string taskTypeId,
        string? initiatedBy = null,
        bool cancelable = false,
        string? parentTaskKey = null,
        CancellationToken cancellationToken = default)
    {
        var info = await _client.InvokeAsync(
            _client.Require(_client.ServiceContent.TaskManager, "TaskManager"),
            "CreateTask",
            arguments =>
            {
                arguments.Write("obj", obj);
                arguments.Write("taskTypeId", taskTypeId);
                arguments.Write("initiatedBy", initiatedBy);
                arguments.Write("cancelable", cancelable);
                arguments.Write("parentTaskKey", parentTaskKey);
            },
            cancellationToken).ConfigureAwait(false);
        return TaskInfo.From(info.AsObject() ?? DataObject.Empty);
    }

    /// <summary>A task by its reference, such as one that a <c>…_Task</c> method returned.</summary>
    public VimTask GetTask(ManagedObjectReference task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new VimTask(_client, task);
    }
}
