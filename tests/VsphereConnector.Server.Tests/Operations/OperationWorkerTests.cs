using Dapper;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Operations;

public sealed class OperationWorkerTests
{
    private static CancellationToken Token => LedgerFixture.Token;

    private static readonly OperationError Reason = new("not-yet", "Not yet.", "Wait.");

    [Fact]
    public async Task Submit_WithAWorker_IsCarriedOut()
    {
        await using var fixture = new LedgerFixture();
        await fixture.StartWorkerAsync(new DelegateRunner((_, _) => Task.FromResult<OperationEnd>(new OperationEnd.Succeeded())));

        var operation = await fixture.SubmitAsync();

        var ended = await fixture.WaitForAsync(operation.Id, OperationState.Success);
        Assert.Equal(100, ended.Percent);
        Assert.NotNull(ended.FinishedAt);
    }

    [Fact]
    public async Task NextDue_OfWhatBecameDueSinceSomebodyLooked_IsNotMissed()
    {
        await using var fixture = new LedgerFixture();
        var looked = fixture.Time.GetUtcNow();
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        var submitted = await fixture.SubmitAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(submitted.NotBefore, await fixture.Leases.NextDueAsync("node-1", looked, LedgerFixture.Token));
    }

    [Fact]
    public async Task RetryAt_WhenItsTimeComes_RunsAgain()
    {
        await using var fixture = new LedgerFixture();
        var runs = 0;
        await fixture.StartWorkerAsync(new DelegateRunner((_, _) => Task.FromResult<OperationEnd>(
            ++runs == 1 ? new OperationEnd.RetryAt(fixture.Time.GetUtcNow().AddSeconds(10), Reason) : new OperationEnd.Succeeded())));

        var operation = await fixture.SubmitAsync();
        await fixture.WaitForAsync(operation.Id, waiting => waiting.Error == Reason);
        Assert.Equal(1, runs);
        await AdvanceUntilAsync(fixture, operation.Id, OperationState.Success, TimeSpan.FromSeconds(1));

        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Cancel_WhileRunning_FiresTheTokenAndEndsCancelled()
    {
        await using var fixture = new LedgerFixture();
        var running = new TaskCompletionSource();
        StopReason? reason = null;
        await fixture.StartWorkerAsync(new DelegateRunner(async (run, token) =>
        {
            running.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                reason = run.StopReason;
            }

            return new OperationEnd.Succeeded();
        }));

        var operation = await fixture.SubmitAsync();
        await running.Task;
        await fixture.Ledger.RequestCancelAsync(operation.Id, "tester", LedgerFixture.Token);

        await fixture.WaitForAsync(operation.Id, OperationState.Cancelled);
        Assert.Equal(StopReason.CancelRequested, reason);
    }

    [Fact]
    public async Task TimeOut_WhileRunning_IsRecordedAsTheServers()
    {
        await using var fixture = new LedgerFixture();
        await fixture.StartWorkerAsync(new DelegateRunner(WaitAsync));

        var operation = await fixture.SubmitAsync();
        await fixture.WaitForAsync(operation.Id, OperationState.Running);
        var ended = await AdvanceUntilAsync(fixture, operation.Id, OperationState.Error, TimeSpan.FromMinutes(1));

        Assert.Equal(("timed-out", OperationSide.Server), (ended.Error?.Code, ended.Error?.EndedBy));
        Assert.Contains("300 s", ended.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TimeOut_WhileWaitingForARetry_SaysWhatItWaitedFor()
    {
        await using var fixture = new LedgerFixture();
        await fixture.StartWorkerAsync(new DelegateRunner((_, _) => Task.FromResult<OperationEnd>(
            new OperationEnd.RetryAt(fixture.Time.GetUtcNow().AddMinutes(2), Reason))));

        var operation = await fixture.SubmitAsync();
        var ended = await AdvanceUntilAsync(fixture, operation.Id, OperationState.Error, TimeSpan.FromSeconds(30));

        Assert.Equal("timed-out", ended.Error?.Code);
        Assert.Contains(Reason.Message, ended.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitOutsideTimeout_LongerThanTheTimeOut_DoesNotEndIt()
    {
        await using var fixture = new LedgerFixture();
        var (waiting, turn) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        await fixture.StartWorkerAsync(new DelegateRunner(async (run, token) =>
        {
            await run.WaitOutsideTimeoutAsync(
                _ =>
                {
                    waiting.SetResult();
                    return turn.Task;
                },
                token);
            token.ThrowIfCancellationRequested();
            return new OperationEnd.Succeeded();
        }));

        var operation = await fixture.SubmitAsync();
        await waiting.Task;
        fixture.Time.Advance(TimeSpan.FromHours(2));
        turn.SetResult(true);

        var ended = await fixture.WaitForAsync(operation.Id, state => state.HasEnded);
        Assert.Equal(OperationState.Success, ended.State);
        Assert.True(ended.Deadline > ended.StartedAt + TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task Stop_WithWorkUnderWay_IsGoneOnWithFromTheCheckpoint()
    {
        await using var fixture = new LedgerFixture();
        var saved = new TaskCompletionSource();
        var first = await fixture.StartWorkerAsync(new DelegateRunner(async (run, token) =>
        {
            await run.SaveCheckpointAsync(Reason, ContractsJson.Default.OperationError, token);
            saved.SetResult();
            return await WaitAsync(run, token);
        }));
        var operation = await fixture.SubmitAsync();
        await saved.Task;

        await first.StopAsync(Token);
        Assert.Equal(OperationState.Running, (await fixture.GetAsync(operation.Id)).State);
        OperationError? found = null;
        await fixture.StartWorkerAsync(new DelegateRunner((run, _) =>
        {
            found = run.GetCheckpoint(ContractsJson.Default.OperationError);
            return Task.FromResult<OperationEnd>(new OperationEnd.Succeeded());
        }));

        await fixture.WaitForAsync(operation.Id, OperationState.Success);
        Assert.Equal(Reason, found);
    }

    [Fact]
    public async Task WhenAWorkerIsGoneWithoutAWord_ThenTheSameNodeGoesOnAtOnce()
    {
        await using var fixture = new LedgerFixture();
        var operation = await fixture.SubmitAsync();
        await fixture.Leases.ClaimAsync("node-1", TimeSpan.FromSeconds(30), 1, Token); // and nothing more: it was killed

        await fixture.StartWorkerAsync(new DelegateRunner((_, _) => Task.FromResult<OperationEnd>(new OperationEnd.Succeeded())));

        await fixture.WaitForAsync(operation.Id, OperationState.Success);
    }

    [Fact]
    public async Task WhenTheClockJumpsPastTheLease_ThenTheWorkerDoesNotTakeUpItsOwnWorkAgain()
    {
        await using var fixture = new LedgerFixture();
        var go = new TaskCompletionSource();
        await fixture.StartWorkerAsync(new DelegateRunner(async (_, _) =>
        {
            await go.Task;
            return new OperationEnd.Succeeded();
        }));
        var operation = await fixture.SubmitAsync();
        await fixture.WaitForAsync(operation.Id, OperationState.Running);

        for (var i = 0; i < 20; i++)
        {
            fixture.Time.Advance(TimeSpan.FromMinutes(3));
            await fixture.SubmitAsync(LedgerFixture.Request($"web-{i}"));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        go.SetResult();
        await fixture.WaitForAsync(operation.Id, OperationState.Success);
        var claims = await fixture.Database.ReadAsync(connection => OperationQueries.Events(connection, operation.Id, 0, 100), Token);
        Assert.DoesNotContain(claims, happened => happened.Step == "taken-up");
    }

    [Fact]
    public async Task WhenTheLeaseWasLost_ThenTheRunIsStoppedAndWritesNothing()
    {
        await using var fixture = new LedgerFixture();
        var stopped = new TaskCompletionSource<StopReason>();
        await fixture.StartWorkerAsync(new DelegateRunner(async (run, token) =>
        {
            try
            {
                return await WaitAsync(run, token);
            }
            finally
            {
                stopped.TrySetResult(run.StopReason);
            }
        }));
        var operation = await fixture.SubmitAsync();
        await fixture.WaitForAsync(operation.Id, OperationState.Running);

        await fixture.Database.WriteAsync(
            connection => connection.Execute("UPDATE operations SET lease_owner = 'node-2', version = version + 1"), Token);
        fixture.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(StopReason.LeaseLost, await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Equal("node-2", (await fixture.GetAsync(operation.Id)).LeaseOwner);
    }

    [Fact]
    public async Task WhenARunnerFailsUnexpectedly_ThenTheOperationSaysSoWithoutDetails()
    {
        await using var fixture = new LedgerFixture();
        await fixture.StartWorkerAsync(new DelegateRunner((_, _) => throw new InvalidOperationException("secret detail")));

        var operation = await fixture.SubmitAsync();

        var ended = await fixture.WaitForAsync(operation.Id, OperationState.Error);
        Assert.Equal("internal-error", ended.Error?.Code);
        Assert.DoesNotContain("secret", ended.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrency_WithMoreToDo_IsNeverExceededAndAllIsDone()
    {
        await using var fixture = new LedgerFixture();
        var (now, most) = (0, 0);
        await fixture.StartWorkerAsync(
            new DelegateRunner(async (_, _) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Yield();
                Interlocked.Decrement(ref now);
                return new OperationEnd.Succeeded();
            }),
            concurrency: 3);

        var submissions = await fixture.Ledger.SubmitAsync([.. Enumerable.Range(0, 100).Select(i => LedgerFixture.Request($"web-{i}"))], "tester", Token);

        foreach (var submission in submissions)
        {
            await fixture.WaitForAsync(submission.Operation.Id, OperationState.Success);
        }

        Assert.InRange(most, 1, 3);
    }

    private static async Task<OperationEnd> WaitAsync(OperationRun run, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return new OperationEnd.Succeeded();
    }

    /// <summary>Moves the clock step by step, as the worker sets its alarms one after the other.</summary>
    private static async Task<Operation> AdvanceUntilAsync(LedgerFixture fixture, Guid id, OperationState state, TimeSpan step)
    {
        var reached = fixture.WaitForAsync(id, state);
        for (var i = 0; i < 400 && !reached.IsCompleted; i++)
        {
            fixture.Time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }

        return await reached;
    }
}
