using System.Collections.Concurrent;
using System.Threading.Channels;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25.Properties;

namespace VsphereConnector.Server.Plugin.VCenterTasks;

/// <summary>
/// Waits, with one property filter over all open tasks of a vCenter, for those that somebody cancels there, and has their operations
/// cancelled. Where no task is open it is silent.
/// </summary>
internal sealed partial class CancelledTasks(VCenter vCenter, OperationLedger ledger, TimeProvider time, ILogger logger)
{
    private const string Cancelled = "info.cancelled";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Guid> _open = new(StringComparer.Ordinal);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Notes that a task is open now, or not any more.</summary>
    public void Note(ShownOperation shown)
    {
        if (shown.State == ShownState.Open && shown.Task is { } task)
        {
            Add(task, shown.OperationId);
        }
        else if (shown.Task is { } ended && _open.TryRemove(ended, out _))
        {
            _changed.Writer.TryWrite(true);
        }
    }

    public void Add(string task, Guid operationId)
    {
        if (_open.TryAdd(task, operationId))
        {
            _changed.Writer.TryWrite(true);
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _changed.Reader.ReadAsync(cancellationToken);
            if (_open.IsEmpty)
            {
                continue;
            }

            try
            {
                await FollowAsync(cancellationToken);
            }
#pragma warning disable CA1031 // Whatever it is, say a vCenter that is down or a full disk: it is tried again.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogInterrupted(logger, vCenter.Name, exception.Message);
                _changed.Writer.TryWrite(true);
                await Task.Delay(RetryAfter, time, cancellationToken);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var client = await vCenter.ConnectAsync(cancellationToken);
        var members = _open.Keys.ToHashSet();
        await using var view = await client.ViewManager.CreateListViewAsync([.. members.Select(ShownOperation.TaskOf)], cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = new[] { WatchAsync(view, end.Token), KeepUpAsync(view, members, end.Token) };
        var first = await Task.WhenAny(tasks);
        await end.CancelAsync();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await first;
    }

    private async Task WatchAsync(ListView view, CancellationToken cancellationToken)
    {
        await foreach (var updates in view.WatchAsync("Task", [Cancelled], cancellationToken: cancellationToken))
        {
            foreach (var update in updates.ObjectUpdates)
            {
                if (update[Cancelled].AsBoolean() == true && _open.TryGetValue(update.Obj.Value, out var operationId))
                {
                    await ledger.RequestCancelAsync(operationId, "A user of vCenter", cancellationToken);
                }
            }
        }
    }

    /// <summary>Keeps the view at what is open; returns when nothing is.</summary>
    private async Task KeepUpAsync(ListView view, HashSet<string> members, CancellationToken cancellationToken)
    {
        while (!_open.IsEmpty)
        {
            await _changed.Reader.ReadAsync(cancellationToken);
            var open = _open.Keys.ToHashSet();
            var (come, gone) = (open.Except(members).ToList(), members.Except(open).ToList());
            if (come.Count + gone.Count > 0)
            {
                await view.ModifyAsync(
                    [.. come.Select(ShownOperation.TaskOf)], [.. gone.Select(ShownOperation.TaskOf)], cancellationToken);
                members = open;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    [LoggerMessage(2110, LogLevel.Information, "Cancellations in the recent tasks of {VCenter} are not followed for a moment: {Reason}")]
    private static partial void LogInterrupted(ILogger logger, string vCenter, string reason);
}
