using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tasks;

/// <summary>A task (vSphere's <c>Task</c>). Only the extension that made a task may set its state.</summary>
public sealed class VimTask
{
    private readonly VimClient _client;

    internal VimTask(VimClient client, ManagedObjectReference reference) => (_client, Reference) = (client, reference);

    /// <summary>The task's reference.</summary>
    public ManagedObjectReference Reference { get; }

    /// <summary>Reads how the task stands.</summary>
    public async Task<TaskInfo> GetInfoAsync(CancellationToken cancellationToken = default)
    {
        var content = await _client.PropertyCollector.RetrieveAsync(Reference, ["info"], cancellationToken).ConfigureAwait(false);
        return TaskInfo.From(content.GetObject("info") ?? throw new VimProtocolException("The task has no info."));
    }

    /// <summary>Waits for the task's end, without polling.</summary>
    /// <returns>The task's info; its state is <see cref="TaskState.Success"/>.</returns>
    /// <exception cref="VimFaultException">The task failed with this fault.</exception>
    public async Task<TaskInfo> WaitAsync(CancellationToken cancellationToken = default)
    {
        var spec = PropertyFilterSpec.ForObjects([Reference], ["info"]);
        await foreach (var updates in _client.PropertyCollector.WatchAsync([spec], cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            foreach (var info in updates.ObjectUpdates.Select(update => update.GetObject("info")).OfType<DataObject>().Select(TaskInfo.From))
            {
                if (info.State == TaskState.Error)
                    throw new VimFaultException(info.DescriptionId, info.Error ?? MethodFault.From(DataObject.Empty));
                if (info.State == TaskState.Success)
                    return info;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Sets the task's state (<c>SetTaskState</c>).</summary>
    /// <param name="state">The new state.</param>
    /// <param name="fault">What went wrong, for <see cref="TaskState.Error"/>: the fault's type with its fields.</param>
    /// <param name="message">What went wrong, for people.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task SetTaskStateAsync(TaskState state, DataObject? fault = null, string? message = null, CancellationToken cancellationToken = default) =>
        _client.InvokeAsync(
            Reference,
            "SetTaskState",
            arguments =>
            {
                arguments.Write("state", TaskInfo.Name(state));
                if (fault is not null)
                    arguments.WriteObject("fault", null, localized =>
                    {
                        localized.Write("fault", fault);
                        localized.Write("localizedMessage", message);
                    });
            },
            cancellationToken);

    /// <summary>Says how far the task is (<c>UpdateProgress</c>).</summary>
    /// <param name="percentDone">0 to 100.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task UpdateProgressAsync(int percentDone, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percentDone);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentDone, 100);
        return _client.InvokeAsync(Reference, "UpdateProgress", arguments => arguments.Write("percentDone", percentDone), cancellationToken);
    }

    /// <summary>Says what the task does now (<c>SetTaskDescription</c>).</summary>
    /// <param name="key">The message's key in the extension's resources.</param>
    /// <param name="message">The message in the default language.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    public Task SetTaskDescriptionAsync(string key, string? message = null, CancellationToken cancellationToken = default) =>
        _client.InvokeAsync(
            Reference,
            "SetTaskDescription",
            arguments => arguments.WriteObject("description", null, description =>
            {
                description.Write("key", key);
                description.Write("message", message);
            }),
            cancellationToken);

    /// <summary>Asks for the task's cancellation (<c>CancelTask</c>).</summary>
    public Task CancelTaskAsync(CancellationToken cancellationToken = default) => _client.InvokeAsync(Reference, "CancelTask", null, cancellationToken);
}
