using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Events;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Tasks;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.VCenterTasks;

/// <summary>Tells a vCenter how an operation stands: as a task on its virtual machine, and as an event at its end.</summary>
internal sealed partial class OperationTask(PluginTexts texts, ILogger<OperationTask> logger)
{
    /// <summary>Makes the task.</summary>
    public static async Task<ShownOperation> CreateAsync(VimClient client, ShownOperation shown, CancellationToken cancellationToken)
    {
        var created = await client.TaskManager.CreateTaskAsync(
            shown.VirtualMachine, PluginIdentity.TaskOf(shown.Kind), shown.CreatedBy, cancelable: true, cancellationToken: cancellationToken);
        return shown with { State = ShownState.Open, Task = created.Task.Value };
    }

    /// <summary>Tells what vCenter does not know yet, and returns the operation as vCenter knows it then.</summary>
    public async Task<ShownOperation> TellAsync(VimClient client, ShownOperation shown, CancellationToken cancellationToken)
    {
        var task = client.TaskManager.GetTask(shown.TaskReference!);
        if (!shown.Running && (shown.HasBegun || shown.HasEnded))
        {
            await task.SetTaskStateAsync(TaskState.Running, cancellationToken: cancellationToken);
            shown = shown with { Running = true };
        }

        if (shown.HasEnded)
        {
            await PostAsync(client, shown, cancellationToken);
            await EndAsync(task, shown, cancellationToken);
            return shown with { State = ShownState.Closed };
        }

        if (shown.Running && shown.Percent != shown.OperationPercent)
        {
            await task.UpdateProgressAsync(shown.OperationPercent, cancellationToken);
            shown = shown with { Percent = shown.OperationPercent };
        }

        return shown;
    }

    private async Task PostAsync(VimClient client, ShownOperation shown, CancellationToken cancellationToken)
    {
        try
        {
            await client.EventManager.PostEventAsync(EventOf(shown), cancellationToken);
        }
        catch (VimFaultException exception)
        {
            // The task is to end all the same.
            LogNotPosted(logger, shown.VCenter, shown.OperationId, exception.Fault.TypeName);
        }
    }

    private static Task EndAsync(VimTask task, ShownOperation shown, CancellationToken cancellationToken) => shown.OperationState switch
    {
        OperationState.Success => task.SetTaskStateAsync(TaskState.Success, cancellationToken: cancellationToken),
        OperationState.Cancelled => task.SetTaskStateAsync(
            TaskState.Error, new DataObject("RequestCanceled"), "The operation was cancelled.", cancellationToken),
        _ => task.SetTaskStateAsync(
            TaskState.Error,
            new DataObject("ExtendedFault", new DataField("faultTypeId", VimValue.Of(PluginIdentity.OperationFailed))),
            Sentence(shown.Error),
            cancellationToken),
    };

    private EventEx EventOf(ShownOperation shown)
    {
        var outcome = PluginIdentity.OutcomeOf(shown.OperationState);
        var name = shown.VirtualMachineName ?? shown.MoRef;
        var reason = Sentence(shown.Error);
        return new EventEx
        {
            EventTypeId = PluginIdentity.EventOf(shown.Kind, outcome),
            Severity = PluginIdentity.SeverityOf(outcome),
            Message = texts.Get(PluginTexts.Default, $"event.{outcome}")
                .Replace("{operation}", texts.Get(PluginTexts.Default, $"task.{shown.Kind}"), StringComparison.Ordinal)
                .Replace("{vm.name}", name, StringComparison.Ordinal)
                .Replace("{reason}", reason, StringComparison.Ordinal),
            Arguments = new Dictionary<string, VimValue>
            {
                ["operation"] = VimValue.Of(shown.OperationId.ToString()),
                ["reason"] = VimValue.Of(reason),
            },
            Obj = shown.VirtualMachine,
            ObjectName = name,
            Vm = new EventEntity(shown.VirtualMachine, name),
            UserName = shown.CreatedBy,
        };
    }

    private static string Sentence(OperationError? error) => error is null ? "" : $"{error.Message} {error.Remedy}";

    [LoggerMessage(2113, LogLevel.Warning, "{VCenter} did not take the event about the end of operation {OperationId}: {Fault}; it takes Global.LogEvent")]
    private static partial void LogNotPosted(ILogger logger, string vCenter, Guid operationId, string fault);
}
