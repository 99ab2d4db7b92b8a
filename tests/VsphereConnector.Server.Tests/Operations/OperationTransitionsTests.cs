using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Operations;

public sealed class OperationTransitionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly OperationError Error = new("code", "Message.", "Remedy.");

    [Fact]
    public void Apply_AnyHistory_KeepsTheLaws() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Histories(), history =>
        {
            var (operation, now) = (NewOperation(), Start);
            foreach (var (change, seconds) in history)
            {
                now += TimeSpan.FromSeconds(seconds);
                var next = OperationTransitions.Apply(operation, change, now);
                if (next is not null)
                {
                    CheckStep(operation, next);
                    operation = next;
                }
            }

            return true;
        }));

    [Fact]
    public void Apply_OnceEnded_NothingIsPossible()
    {
        foreach (var state in new[] { OperationState.Success, OperationState.Error, OperationState.Cancelled })
        {
            var ended = NewOperation() with { State = state, FinishedAt = Start };

            Assert.All(Changes(), change => Assert.Null(OperationTransitions.Apply(ended, change, Start.AddDays(1))));
        }
    }

    [Fact]
    public void Claim_AfterAServerWasDown_MovesTheDeadlineByThatTime()
    {
        var running = OperationTransitions.Apply(NewOperation(), new OperationChange.Claim("a", TimeSpan.FromSeconds(30)), Start)!;

        var takenUp = OperationTransitions.Apply(running, new OperationChange.Claim("a", TimeSpan.FromSeconds(30)), Start.AddHours(1))!;

        Assert.Equal(running.Deadline + TimeSpan.FromHours(1), takenUp.Deadline);
    }

    [Fact]
    public void Retry_WokenWhileItRan_IsDueAtOnce()
    {
        var running = OperationTransitions.Apply(NewOperation(), new OperationChange.Claim("a", TimeSpan.FromSeconds(30)), Start)!;
        var woken = OperationTransitions.Apply(running, new OperationChange.Wake(), Start)!;

        var waiting = OperationTransitions.Apply(woken, new OperationChange.Retry(Start.AddMinutes(1), Error), Start.AddSeconds(1))!;

        Assert.Equal(Start.AddSeconds(1), waiting.NotBefore);
        Assert.False(waiting.Woken);
    }

    [Fact]
    public void Retry_BeyondTheDeadline_IsDueAtTheDeadline()
    {
        var running = OperationTransitions.Apply(NewOperation(), new OperationChange.Claim("a", TimeSpan.FromSeconds(30)), Start)!;

        var waiting = OperationTransitions.Apply(running, new OperationChange.Retry(Start.AddDays(1), Error), Start)!;

        Assert.Equal(running.Deadline, waiting.NotBefore);
    }

    [Fact]
    public void RequestCancel_OfOneThatLeftACheckpoint_HasItCleanedUpFirst()
    {
        var waiting = NewOperation() with { NotBefore = Start.AddHours(1), Checkpoint = System.Text.Json.JsonElement.Parse("{}") };

        var asked = OperationTransitions.Apply(waiting, new OperationChange.RequestCancel(), Start)!;

        Assert.Equal((OperationState.Queued, Start), (asked.State, asked.NotBefore));
    }

    private static void CheckStep(Operation before, Operation after)
    {
        Assert.False(before.HasEnded);
        Assert.Equal(after.HasEnded, after.FinishedAt is not null);
        Assert.Equal(after.State == OperationState.Running, after.LeaseUntil is not null);
        Assert.True(after.Version >= before.Version);
        Assert.True(after.Version > before.Version || after.State == before.State, "a change of state has a version of its own");
        Assert.True(after.State is not OperationState.Running || after.Deadline is not null);
        Assert.True(before.StartedAt is null || after.StartedAt == before.StartedAt, "it starts once");
        Assert.True(before.CancelRequestedAt is null || after.CancelRequestedAt == before.CancelRequestedAt, "a request to cancel stays");
        Assert.True(after.State != OperationState.Error || after.Error is not null);
    }

    private static Operation NewOperation() => new()
    {
        Id = Guid.Empty,
        Kind = OperationKind.RunTask,
        Target = OperationTarget.VirtualMachine("web-01"),
        State = OperationState.Queued,
        Timeout = TimeSpan.FromMinutes(5),
        CreatedAt = Start,
        CreatedBy = "tester",
        NotBefore = Start,
        Version = 1,
    };

    private static OperationChange[] Changes() =>
    [
        new OperationChange.Claim("a", TimeSpan.FromSeconds(30)),
        new OperationChange.Claim("b", TimeSpan.FromSeconds(30)),
        new OperationChange.Release(),
        new OperationChange.Retry(Start.AddSeconds(90), Error),
        new OperationChange.Wake(),
        new OperationChange.Succeed(null),
        new OperationChange.Fail(Error),
        new OperationChange.RequestCancel(),
        new OperationChange.AcknowledgeCancel(),
    ];

    private static Arbitrary<List<(OperationChange Change, int Seconds)>> Histories() =>
        (from change in Gen.Elements(Changes())
         from seconds in Gen.Choose(0, 60)
         select (change, seconds)).ListOf().Select(list => list.ToList()).ToArbitrary();
}
