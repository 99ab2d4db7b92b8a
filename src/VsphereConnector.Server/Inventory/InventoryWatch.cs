using System.Diagnostics.CodeAnalysis;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Inventory;

/// <summary>
/// Follows one vCenter's inventory for as long as somebody asks for it: read once, and from then on only what changes
/// (<c>WaitForUpdatesEx</c>). After a failure, or when its session was renewed, it begins anew by itself.
/// </summary>
internal sealed partial class InventoryWatch(VCenter vCenter, TimeProvider time, ILogger<InventoryWatch> logger) : IAsyncDisposable
{
    /// <summary>After so long without a question the watch ends; the next question starts it again.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);

    private const int ObjectsAtOnce = 2000;

    // One call: long enough to be rare, short enough to notice soon that nobody answers any more.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // Changes that come in a storm come together.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly RetrySchedule Retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private Task _watching = Task.CompletedTask;
    private TaskCompletionSource _begun = new();
    private volatile InventorySnapshot? _current;
    private volatile Exception? _failure;
    private bool _disposed;

    /// <summary>The inventory as it is; null where it is not followed now.</summary>
    public InventorySnapshot? Current => _current;

    /// <summary>Why the last try to follow it failed; null where none has since the inventory was complete.</summary>
    public Exception? Failure => _failure;

    /// <summary>Starts following, where that is not so yet, and waits until the inventory is complete or that has failed.</summary>
    public async Task<InventorySnapshot?> FollowAsync(CancellationToken cancellationToken)
    {
        Task begun;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_stop is null or { IsCancellationRequested: true })
            {
                Start();
            }

            _stop.CancelAfter(Idle);
            begun = _begun.Task;
        }

        await begun.WaitAsync(cancellationToken);
        return _current;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            _stop?.Cancel();
        }

        await _watching;
        _stop?.Dispose();
    }

    [MemberNotNull(nameof(_stop))]
    private void Start()
    {
        _stop?.Dispose();
        _stop = new CancellationTokenSource(Idle, time);
        _begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (previous, begun, stop) = (_watching, _begun, _stop.Token);
        _watching = Task.Run(() => RunAsync(previous, begun, stop), CancellationToken.None);
    }

    private async Task RunAsync(Task previous, TaskCompletionSource begun, CancellationToken stop)
    {
        await previous;
        for (var failures = 1; !stop.IsCancellationRequested; failures++)
        {
            try
            {
                await WatchAsync(begun, stop);
            }
#pragma warning disable CA1031 // Whatever it is, it is told to those who ask, and tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failures = _current is null ? failures : 1;
                Note(exception, stop);
            }

            _current = null;
            begun.TrySetResult();
            await Task.Delay(Retries.Delay(failures), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(TaskCompletionSource begun, CancellationToken stop)
    {
        var client = await vCenter.ConnectAsync(stop);
        await using var view = await InventoryFilter.CreateViewAsync(client, stop);
        var inventory = InventorySnapshot.Empty(vCenter.Name);
        var filter = InventoryFilter.Of(client, view);
        await foreach (var updates in client.PropertyCollector.WatchAsync([filter], LongestWait, ObjectsAtOnce, stop))
        {
            inventory = inventory.With(updates.ObjectUpdates);
            if (updates.Truncated)
            {
                continue;
            }

            _current = inventory;
            _failure = null;
            begun.TrySetResult();
            await Task.Delay(Pause, time, stop);
        }
    }

    private void Note(Exception exception, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        if (_failure is null)
        {
            LogFailed(logger, vCenter.Name, exception.Message, exception is VimException ? null : exception);
        }

        _failure = exception;
    }

    [LoggerMessage(3100, LogLevel.Warning, "The inventory of {VCenter} cannot be followed for now: {Reason}")]
    private static partial void LogFailed(ILogger logger, string vCenter, string reason, Exception? exception);
}
