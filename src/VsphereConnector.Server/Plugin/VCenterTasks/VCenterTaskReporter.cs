using System.Collections.Concurrent;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Registration;
using VsphereConnector.Server.Storage;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Server.Plugin.VCenterTasks;

/// <summary>Shows operations in one vCenter, several at once, and leaves it alone for a while where it does not answer.</summary>
internal sealed partial class VCenterTaskReporter(
    VCenter vCenter, OperationTask task, Database database, OperationSignals signals, CancelledTasks cancelled, TimeProvider time, ILogger logger)
{
    private const int InParallel = 8;

    private static readonly TimeSpan LeaveAlone = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RegistrationKnownFor = TimeSpan.FromMinutes(1);

    /// <summary>Operations whose task may have been made without this server knowing it, by one before it or by a call whose answer was lost.</summary>
    private readonly ConcurrentDictionary<Guid, bool> _doubtful = new();

    private DateTimeOffset _notBefore;
    private DateTimeOffset _registrationReadAt;
    private IReadOnlyList<string> _taskTypes = [];

    public string VCenter => vCenter.Name;

    public CancelledTasks Cancelled => cancelled;

    public bool IsReady => time.GetUtcNow() >= _notBefore;

    /// <summary>Takes up what a server before this one left.</summary>
    public void Resume(Guid operationId, string? madeTask)
    {
        if (madeTask is null)
        {
            _doubtful[operationId] = true;
        }
        else
        {
            cancelled.Add(madeTask, operationId);
        }
    }

    public async Task ReportAsync(IReadOnlyList<ShownOperation> behind, CancellationToken cancellationToken)
    {
        var done = new ConcurrentBag<(ShownOperation Shown, string? Note)>();
        try
        {
            var client = await vCenter.ConnectAsync(cancellationToken);
            await ReadRegistrationAsync(client, cancellationToken);
            await Parallel.ForEachAsync(
                behind,
                new ParallelOptions { MaxDegreeOfParallelism = InParallel, CancellationToken = cancellationToken },
                async (shown, token) => await ShowAsync(client, shown, done, token));
        }
#pragma warning disable CA1031 // Whatever it is, say a vCenter that is down or a password file that is gone: it is tried again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LeaveForNow(exception);
        }
        finally
        {
            await SaveAsync([.. done]);
        }
    }

    private async Task ShowAsync(
        VimClient client, ShownOperation shown, ConcurrentBag<(ShownOperation Shown, string? Note)> done, CancellationToken cancellationToken)
    {
        try
        {
            if (shown.Task is null)
            {
                shown = await MakeAsync(client, shown, cancellationToken);
            }

            done.Add((await task.TellAsync(client, shown, cancellationToken), null));
        }
        catch (VimFaultException exception) when (exception.Fault is ManagedObjectNotFound or InvalidState)
        {
            // The virtual machine has gone, or somebody ended the task.
            done.Add((shown with { State = ShownState.Closed }, null));
        }
        catch (Exception exception) when (Refusal(exception) is { } reason)
        {
            _doubtful.TryRemove(shown.OperationId, out _);
            done.Add((shown with { State = ShownState.Skipped }, $"Not shown in vCenter's recent tasks: {reason}."));
        }
        catch (VimException exception) when (exception is VimFaultException || shown.Task is not null)
        {
            // What is known of the task is kept. A fault is about this operation, anything else about all of them.
            done.Add((shown, null));
            LeaveForNow(exception);
            if (exception is not VimFaultException)
            {
                throw;
            }
        }
    }

    private void LeaveForNow(Exception exception)
    {
        _notBefore = time.GetUtcNow() + LeaveAlone;
        LogLater(logger, vCenter.Name, exception.Message);
    }

    /// <summary>Why this vCenter will not show an operation; null where it may do so later.</summary>
    private string? Refusal(Exception exception) => exception switch
    {
        PluginRegistrationException => exception.Message,
        NotSupportedByServerException => exception.Message.TrimEnd('.'),
        VimFaultException { Fault: NoPermission refused } => $"the server's account in {vCenter.Name} lacks {refused.PrivilegeId}",
        VimFaultException { Fault: MethodNotFound or NotSupported or NotImplemented or InvalidRequest or InvalidArgument } refused =>
            $"{vCenter.Name} does not take it ({refused.Fault.TypeName})",
        _ => null,
    };

    private async Task<ShownOperation> MakeAsync(VimClient client, ShownOperation shown, CancellationToken cancellationToken)
    {
        if (!_taskTypes.Contains(PluginIdentity.TaskOf(shown.Kind), StringComparer.Ordinal))
        {
            throw new PluginRegistrationException(
                $"{vCenter.Name} has no registration of the plug-in with operations of this kind; run 'vsphere-connector register'");
        }

        if (!_doubtful.TryAdd(shown.OperationId, true) && await FindMadeAsync(client, shown, cancellationToken) is { } made)
        {
            shown = shown with { State = ShownState.Open, Task = made };
        }
        else
        {
            shown = await OperationTask.CreateAsync(client, shown, cancellationToken);
        }

        _doubtful.TryRemove(shown.OperationId, out _);
        return shown;
    }

    private async Task ReadRegistrationAsync(VimClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _registrationReadAt < RegistrationKnownFor)
        {
            return;
        }

        _taskTypes = await TaskTypesAsync(client, cancellationToken);
        _registrationReadAt = now;
    }

    private static async Task<IReadOnlyList<string>> TaskTypesAsync(VimClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await PluginRegistration.FindAsync(client, cancellationToken))?.TaskList ?? [];
        }
        catch (PluginRegistrationException)
        {
            return []; // a server without plug-ins
        }
    }

    /// <summary>The task that was made just before the server crashed: of this kind, on this machine, not over, and nobody else's.</summary>
    private async Task<string?> FindMadeAsync(VimClient client, ShownOperation shown, CancellationToken cancellationToken)
    {
        var machine = await client.PropertyCollector.RetrieveAsync(shown.VirtualMachine, ["recentTask"], cancellationToken);
        var known = await database.ReadAsync(connection => ShownOperationTable.TasksOf(connection, shown.VCenter, shown.MoRef), cancellationToken);
        foreach (var recent in machine["recentTask"].AsList().Select(entry => entry.AsReference()!).Where(recent => !known.Contains(recent.Value)))
        {
            var info = await client.TaskManager.GetTask(recent).GetInfoAsync(cancellationToken);
            if (info.DescriptionId == PluginIdentity.TaskOf(shown.Kind) && info.State is Vim25.Tasks.TaskState.Queued or Vim25.Tasks.TaskState.Running)
            {
                return recent.Value;
            }
        }

        return null;
    }

    private async Task SaveAsync(IReadOnlyList<(ShownOperation Shown, string? Note)> done)
    {
        if (done.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        await database.WriteAsync(
            connection =>
            {
                foreach (var (shown, note) in done)
                {
                    ShownOperationTable.Save(connection, shown);
                    if (note is not null && !shown.HasEnded)
                    {
                        OperationTable.AddEvent(connection, shown.OperationId, now, EventLevel.Information, "vcenter-task", note);
                    }
                }
            },
            CancellationToken.None);
        foreach (var (shown, note) in done)
        {
            cancelled.Note(shown);
            if (note is not null)
            {
                signals.SignalEvent(shown.OperationId);
            }
        }
    }

    [LoggerMessage(2112, LogLevel.Information, "{VCenter} is told later how operations stand: {Reason}")]
    private static partial void LogLater(ILogger logger, string vCenter, string reason);
}
