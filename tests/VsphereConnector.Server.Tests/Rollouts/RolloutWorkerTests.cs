using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Rollouts;
using VsphereConnector.Server.Tests.Operations;

namespace VsphereConnector.Server.Tests.Rollouts;

public sealed class RolloutWorkerTests : IAsyncDisposable
{
    private readonly LedgerFixture _ledger = new();
    private readonly ConcurrentQueue<string> _done = new();
    private readonly HashSet<string> _failing = [];
    private readonly RolloutWorker _rollouts;
    private readonly RolloutStore _store;

    public RolloutWorkerTests()
    {
        _store = new RolloutStore(_ledger.Database, _ledger.Signals);
        _rollouts = new RolloutWorker(_ledger.Database, _ledger.Ledger, _ledger.Signals, _ledger.Time, NullLogger<RolloutWorker>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _rollouts.Dispose();
        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task WhenAWaveHasEnded_ThenTheNextBegins_UntilAllAreDone()
    {
        await StartWorkerAsync();
        var id = await BeginAsync("1,2", "a", "b", "c", "d");

        Assert.Equal(["a"], await AfterNextWaveAsync(id));
        Assert.Equal(["a", "b", "c"], await AfterNextWaveAsync(id));
        Assert.Equal(["a", "b", "c", "d"], await AfterNextWaveAsync(id));
        await _rollouts.CarryOnAsync(Token);
        Assert.Equal((RolloutState.Finished, 4), await StateAsync(id));
    }

    [Fact]
    public async Task WhenTheCanaryFails_ThenNothingElseIsTouched_UntilSomebodyResumesIt()
    {
        _failing.Add("a");
        await StartWorkerAsync();
        var id = await BeginAsync("1,100%", "a", "b", "c");

        await AfterNextWaveAsync(id);
        await _rollouts.CarryOnAsync(Token);
        Assert.Equal((RolloutState.Stopped, 0), await StateAsync(id));
        Assert.Contains("more than the 0 allowed", (await _store.FindAsync(id, Token))!.Value.Rollout.Reason, StringComparison.Ordinal);

        await _store.ResumeAsync(id, Token);
        Assert.Equal(["a", "b", "c"], await AfterNextWaveAsync(id));
        await _rollouts.CarryOnAsync(Token);
        Assert.Equal((RolloutState.Finished, 2), await StateAsync(id));
    }

    [Fact]
    public async Task WhenItIsPaused_ThenWhatRunsEndsAndNothingBegins()
    {
        await StartWorkerAsync();
        var id = await BeginAsync("1", "a", "b");
        await AfterNextWaveAsync(id);

        await _store.PauseAsync(id, "tester", Token);
        await _rollouts.CarryOnAsync(Token);

        Assert.Equal((RolloutState.Paused, 1), await StateAsync(id));
        Assert.Equal(["a"], _done);
    }

    [Fact]
    public async Task WhenTheServerIsKilledBetweenTheOperationsAndTheirRecord_ThenNoneIsDoneTwice()
    {
        var id = await BeginAsync("2", "a", "b");
        await _rollouts.CarryOnAsync(Token);
        await _ledger.Database.WriteAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "UPDATE rollout_targets SET operation_id = NULL";
                command.ExecuteNonQuery();
            },
            Token);

        await StartWorkerAsync();
        await AfterNextWaveAsync(id);
        await _rollouts.CarryOnAsync(Token);

        Assert.Equal(["a", "b"], _done.Order(StringComparer.Ordinal));
        Assert.Equal((RolloutState.Finished, 2), await StateAsync(id));
    }

    [Fact]
    public async Task WhenOperationsAreForgotten_ThenTheRolloutStillKnowsHowTheyEnded()
    {
        await StartWorkerAsync();
        var id = await BeginAsync("100%", "a", "b");
        await AfterNextWaveAsync(id);
        await _rollouts.CarryOnAsync(Token);

        await _ledger.Database.WriteAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = "DELETE FROM operations";
                command.ExecuteNonQuery();
            },
            Token);

        Assert.Equal((RolloutState.Finished, 2), await StateAsync(id));
    }

    private async Task StartWorkerAsync() => await _ledger.StartWorkerAsync(new DelegateRunner((run, _) =>
    {
        var name = run.Operation.Target.Name!;
        _done.Enqueue(name);
        return Task.FromResult<OperationEnd>(_failing.Contains(name)
            ? new OperationEnd.Failed(new OperationError("broken", "It is broken.", "Mend it."))
            : new OperationEnd.Succeeded());
    }));

    private async Task<Guid> BeginAsync(string waves, params string[] machines)
    {
        var numbers = RolloutWaves.TryParse(waves)!.Divide(machines.Length);
        var rollout = new Rollout
        {
            Id = Guid.NewGuid(),
            Kind = OperationKind.UpgradeConnector,
            Timeout = TimeSpan.FromMinutes(5),
            Waves = waves,
            WaveCount = numbers[^1],
            MaximumFailures = 0,
            Soak = TimeSpan.Zero,
            State = RolloutState.Running,
            CreatedAt = _ledger.Time.GetUtcNow(),
            CreatedBy = "tester",
            Version = 1,
        };
        await _store.AddAsync(
            rollout,
            [.. machines.Select((name, index) => new RolloutTarget { Number = index + 1, Wave = numbers[index], Target = OperationTarget.VirtualMachine(name) })],
            Token);
        return rollout.Id;
    }

    /// <summary>Carries on once and waits for the end of the operations that there are then; on whom something was done so far.</summary>
    private async Task<IEnumerable<string>> AfterNextWaveAsync(Guid id)
    {
        await _rollouts.CarryOnAsync(Token);
        foreach (var target in (await _store.FindAsync(id, Token))!.Value.Targets)
        {
            if (target.OperationId is { } operation)
            {
                await _ledger.WaitForAsync(operation, ended => ended.HasEnded);
            }
        }

        return _done.Order(StringComparer.Ordinal);
    }

    private async Task<(RolloutState State, int Succeeded)> StateAsync(Guid id) =>
        (await _store.FindAsync(id, Token))!.Value is var found ? (found.Rollout.State, found.Progress.Succeeded) : default;
}
