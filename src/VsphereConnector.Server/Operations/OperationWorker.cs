using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Operations;

/// <summary>
/// Claims operations that are due and has their runners carry them out. It sleeps until something is submitted, woken, ended or due.
/// </summary>
internal sealed partial class OperationWorker(
    OperationLeases leases,
    OperationSignals signals,
    OperationExecution execution,
    NodeIdentity node,
    IOptions<ServerOptions> options,
    TimeProvider time,
    ILogger<OperationWorker> logger) : BackgroundService
{
    /// <summary>How long a shutdown waits for runs to give their operations back; those that do not are taken up after their lease.</summary>
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(10);

    private readonly OperationsOptions _limits = options.Value.Operations;
    private readonly ConcurrentDictionary<Guid, ActiveRun> _active = new();

    /// <summary>While it is held, what is leased and what is active are the same.</summary>
    private readonly SemaphoreSlim _claiming = new(1);

    public override void Dispose()
    {
        _claiming.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var adopted = await leases.AdoptAsync(node.Id, stoppingToken);
        LogStarted(logger, node.Id, _limits.Concurrency, adopted);
        try
        {
            await Task.WhenAll(ClaimAsync(stoppingToken), RenewAsync(stoppingToken), ForwardCancellationsAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await StopRunsAsync();
        }
    }

    private async Task ClaimAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var looked = time.GetUtcNow();
            await TryAsync("claim", () => ClaimDueAsync(stoppingToken), stoppingToken);
            await TryAsync("wait", () => WaitForWorkAsync(looked, stoppingToken), stoppingToken);
        }
    }

    private async Task ClaimDueAsync(CancellationToken stoppingToken)
    {
        var free = _limits.Concurrency - _active.Count;
        if (free <= 0)
        {
            return;
        }

        await _claiming.WaitAsync(stoppingToken);
        try
        {
            foreach (var operation in await leases.ClaimAsync(node.Id, _limits.Lease, free, stoppingToken))
            {
                Start(operation);
            }
        }
        finally
        {
            _claiming.Release();
        }
    }

    private void Start(Operation operation)
    {
        var clock = new RunClock(operation.Deadline ?? time.GetUtcNow() + operation.Timeout, time);
        var run = new ActiveRun(operation.Version, clock);
        _active[operation.Id] = run;
        run.Completion = Task.Run(() => RunAsync(operation, run), CancellationToken.None);
    }

    private async Task RunAsync(Operation operation, ActiveRun run)
    {
        try
        {
            await execution.ExecuteAsync(operation, run.Clock);
        }
#pragma warning disable CA1031 // One operation's bookkeeping failed, say on a full disk; its lease ends and it is taken up again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogRunNotRecorded(logger, operation.Id, exception);
        }
        finally
        {
            _active.TryRemove(KeyValuePair.Create(operation.Id, run));
            run.Clock.Dispose();
            signals.SignalWork();
        }
    }

    private async Task WaitForWorkAsync(DateTimeOffset looked, CancellationToken stoppingToken)
    {
        var due = await leases.NextDueAsync(node.Id, looked, stoppingToken);
        var wait = due - time.GetUtcNow() is { } until && until < _limits.Lease ? until : _limits.Lease;
        using var alarm = time.CreateTimer(
            _ => signals.SignalWork(),
            null,
            wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1),
            Timeout.InfiniteTimeSpan);
        if (due > looked && due <= time.GetUtcNow())
        {
            signals.SignalWork(); // it became due meanwhile, perhaps before the alarm was set
        }

        await signals.WorkAvailable.ReadAsync(stoppingToken);
    }

    /// <summary>Three renewals fit into a lease, so that one that fails does no harm.</summary>
    private async Task RenewAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_limits.Lease / 3, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync("renew", () => RenewOnceAsync(stoppingToken), stoppingToken);
        }
    }

    private async Task RenewOnceAsync(CancellationToken stoppingToken)
    {
        await _claiming.WaitAsync(stoppingToken);
        try
        {
            var before = _active.ToArray();
            var held = await leases.RenewAsync(node.Id, _limits.Lease, stoppingToken);
            foreach (var (id, run) in before)
            {
                Compare(run, held.GetValueOrDefault(id));
            }

            foreach (var orphan in held.Values.Where(lease => !_active.ContainsKey(lease.Id)))
            {
                await leases.ReleaseAsync(orphan, stoppingToken);
            }
        }
        finally
        {
            _claiming.Release();
        }
    }

    private static void Compare(ActiveRun run, HeldLease? lease)
    {
        if (lease?.Version != run.Version)
        {
            run.Clock.Stop(StopReason.LeaseLost);
        }
        else if (lease.CancelRequested)
        {
            run.Clock.Stop(StopReason.CancelRequested);
        }
    }

    private async Task ForwardCancellationsAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in signals.Cancellations.ReadAllAsync(stoppingToken))
        {
            if (_active.TryGetValue(id, out var run))
            {
                run.Clock.Stop(StopReason.CancelRequested);
            }
        }
    }

    private async Task StopRunsAsync()
    {
        var runs = _active.Values.ToList();
        foreach (var run in runs)
        {
            run.Clock.Stop(StopReason.ShuttingDown);
        }

        try
        {
            await Task.WhenAll(runs.Select(run => run.Completion)).WaitAsync(ShutdownPatience, time);
        }
        catch (TimeoutException)
        {
            LogRunsLeft(logger, _active.Count);
        }
    }

    /// <summary>The database may be busy or full for a while: the worker goes on when it no longer is.</summary>
    private async Task TryAsync(string what, Func<Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogLedgerUnavailable(logger, what, exception);
            await Task.Delay(RetrySchedule.Default.First, time, stoppingToken);
        }
    }

    [LoggerMessage(1000, LogLevel.Information, "Worker {Node} started: {Concurrency} operations at once, {Adopted} taken up again")]
    private static partial void LogStarted(ILogger logger, string node, int concurrency, int adopted);

    [LoggerMessage(1001, LogLevel.Error, "What became of operation {OperationId} could not be recorded; it is taken up again when its lease ends")]
    private static partial void LogRunNotRecorded(ILogger logger, Guid operationId, Exception exception);

    [LoggerMessage(1002, LogLevel.Error, "The ledger did not answer ({What}); trying again")]
    private static partial void LogLedgerUnavailable(ILogger logger, string what, Exception exception);

    [LoggerMessage(1003, LogLevel.Warning, "{Count} operations did not stop in time; they are taken up at the next start")]
    private static partial void LogRunsLeft(ILogger logger, int count);

    private sealed record ActiveRun(long Version, RunClock Clock)
    {
        public Task Completion { get; set; } = Task.CompletedTask;
    }
}
