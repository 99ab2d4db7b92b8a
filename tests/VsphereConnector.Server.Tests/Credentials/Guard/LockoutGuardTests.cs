using Microsoft.Extensions.Logging.Abstractions;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Tests.Credentials.Guard;

public sealed class LockoutGuardTests : IAsyncDisposable
{
    private const int Fleet = 500;

    private static readonly GuardedLogon Credential = new(new string('a', 64), "deploy", "linux-deploy");
    private static readonly GuardedLogon Given = new(new string('b', 64), "deploy", null);
    private static readonly GuardedLogon Root = new(new string('c', 64), "root", "linux-root");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guard-");
    private readonly ManualTimeProvider _time = new();
    private readonly Database _database;
    private readonly LockoutGuard _guard;

    public LockoutGuardTests()
    {
        _database = Database.Open(Path.Combine(_folder.FullName, "guard.db"), _time);
        _guard = NewGuard();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhenAWrongPasswordIsWantedOnAWholeFleetAtOnce_ThenTwoTriesReachIt(bool stored)
    {
        var fleet = new TestFleet(_ => LogonVerdict.Refused);

        var outcomes = await fleet.LogOnAsync(_guard, stored ? Credential : Given, Machines(Fleet));

        Assert.Equal(2, fleet.Tries);
        Assert.All(outcomes, outcome => Assert.Equal(stored ? LogonErrors.Suspended : "guest-logon-refused", outcome!.Error.Code));
        Assert.All(outcomes, outcome => Assert.Equal(stored ? _time.GetUtcNow() + LockoutGuard.Patience : null, outcome!.WaitsUntil));
    }

    [Fact]
    public async Task WhenTheRightPasswordIsWantedOnAWholeFleetAtOnce_ThenAllGetInAndFewAtTheSameTime()
    {
        var fleet = new TestFleet(_ => LogonVerdict.Accepted);

        var outcomes = await fleet.LogOnAsync(_guard, Credential, Machines(Fleet));

        Assert.All(outcomes, Assert.Null);
        Assert.Equal(Fleet, fleet.Tries);
        Assert.InRange(fleet.MostAtOnce, 1, LogonStanding.MostAtOnce);
        Assert.Equal(1, fleet.AtOnceBeforeTheFirstVerdict);
    }

    [Fact]
    public async Task WhenItIsRootsThatWasAcceptedAMomentAgo_ThenAllMachinesAreTriedAtOnce_AndAfterARefusalOne()
    {
        await new TestFleet(_ => LogonVerdict.Accepted).LogOnAsync(_guard, Root, Machines(1));
        var begun = new List<LogonTry>();
        foreach (var machine in Enumerable.Range(1, 100))
        {
            begun.Add((await _guard.TryBeginAsync(Root, Machine(machine), null, Token))!);
        }

        await begun[0].EndAsync(LogonVerdict.Refused);

        Assert.DoesNotContain(null, begun);
        Assert.Null(await _guard.TryBeginAsync(Root, Machine(101), null, Token));
    }

    [Fact]
    public async Task WhenItWasAcceptedAMomentAgo_ThenSeveralMachinesAreTriedAtOnce_AndAfterARefusalOne()
    {
        await new TestFleet(_ => LogonVerdict.Accepted).LogOnAsync(_guard, Credential, Machines(1));
        var begun = new List<LogonTry>();
        while (await _guard.TryBeginAsync(Credential, Machine(begun.Count), null, Token) is { } attempt)
        {
            begun.Add(attempt);
        }

        await begun[0].EndAsync(LogonVerdict.Refused);

        Assert.Equal(LogonStanding.MostAtOnce, begun.Count);
        Assert.Null(await _guard.TryBeginAsync(Credential, Machine(9), null, Token));
        await begun[1].EndAsync(LogonVerdict.Accepted);
        Assert.NotNull(await _guard.TryBeginAsync(Credential, Machine(9), null, Token));
    }

    [Fact]
    public async Task WhenSomeMachinesHaveAPasswordOfTheirOwn_ThenTheyAloneAreLeftOut()
    {
        var fleet = new TestFleet(machine => int.Parse(machine, System.Globalization.CultureInfo.InvariantCulture) % 50 == 7 ? LogonVerdict.Refused : LogonVerdict.Accepted);
        await fleet.LogOnAsync(_guard, Credential, Machines(1));

        var outcomes = await fleet.LogOnAsync(_guard, Credential, Machines(Fleet), triesEach: 2);

        Assert.Equal(Fleet / 50, outcomes.Count(outcome => outcome is not null));
        Assert.All(outcomes.OfType<LogonHeldException>(), held => Assert.Equal(("guest-logon-refused", null), (held.Error.Code, held.WaitsUntil)));
    }

    [Fact]
    public async Task WhenAPasswordThatWorkedIsChangedOvernight_ThenThreeTriesReachTheFleet()
    {
        await new TestFleet(_ => LogonVerdict.Accepted).LogOnAsync(_guard, Credential, Machines(20));
        _time.Advance(TimeSpan.FromHours(12));
        var fleet = new TestFleet(_ => LogonVerdict.Refused);

        await fleet.LogOnAsync(_guard, Credential, Machines(Fleet));

        Assert.Equal(LogonStanding.RefusalsInARow, fleet.Tries);
    }

    [Fact]
    public async Task WhenItIsConfirmed_ThenItIsTriedAgain_AlsoWhereItWasRefusedTwice()
    {
        var wrong = new TestFleet(_ => LogonVerdict.Refused);
        await wrong.LogOnAsync(_guard, Credential, Machines(1), triesEach: 2);
        Assert.NotNull(Assert.Single(await wrong.LogOnAsync(_guard, Credential, Machines(1))));

        Assert.True(await _guard.ConfirmAsync(Credential.Fingerprint, "admin", Token));

        Assert.All(await new TestFleet(_ => LogonVerdict.Accepted).LogOnAsync(_guard, Credential, Machines(10)), Assert.Null);
    }

    [Fact]
    public async Task WhenTheServerIsKilledDuringItsTries_ThenTheyCountAsTried()
    {
        Assert.NotNull(await _guard.TryBeginAsync(Credential, Machine(1), null, Token));
        var afterwards = NewGuard();
        await afterwards.RecoverAsync(Token);
        Assert.NotNull(await afterwards.TryBeginAsync(Credential, Machine(2), null, Token));
        var again = NewGuard();
        await again.RecoverAsync(Token);

        var held = await Assert.ThrowsAsync<LogonHeldException>(() => again.TryBeginAsync(Credential, Machine(3), null, Token));

        Assert.Equal(LogonErrors.Suspended, held.Error.Code);
    }

    [Fact]
    public async Task WhenTheGuestSaysSomethingElse_ThenNothingIsCounted()
    {
        var fleet = new TestFleet(_ => LogonVerdict.NotTried);

        Assert.All(await fleet.LogOnAsync(_guard, Credential, Machines(20)), Assert.Null);

        Assert.Equal(1, fleet.MostAtOnce);
    }

    [Fact]
    public async Task WhenTheFirstOfAQueueGivesUp_ThenTheNextOneHasItsTurn()
    {
        var first = (await _guard.TryBeginAsync(Credential, Machine(1), null, Token))!;
        using var impatient = new CancellationTokenSource();
        var second = _guard.BeginAsync(Credential, Machine(2), null, impatient.Token);
        var third = _guard.BeginAsync(Credential, Machine(3), null, Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        await first.EndAsync(LogonVerdict.Accepted);

        await using var begun = await third.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    private static IReadOnlyList<GuardedMachine> Machines(int count) => [.. Enumerable.Range(0, count).Select(Machine)];

    private static GuardedMachine Machine(int number)
    {
        var name = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new GuardedMachine(name, name);
    }

    private LockoutGuard NewGuard() => new(_database, new LogonQueues(), _time, NullLogger<LockoutGuard>.Instance);

    /// <summary>Machines that answer a logon as the test says, and what reached them.</summary>
    private sealed class TestFleet(Func<string, LogonVerdict> answer)
    {
        private int _tries, _now, _mostAtOnce, _verdicts, _beforeFirst;

        public int Tries => _tries;

        public int MostAtOnce => _mostAtOnce;

        public int AtOnceBeforeTheFirstVerdict => _beforeFirst;

        /// <summary>All of them at once; what held each back in the end, null where it got in.</summary>
        public Task<LogonHeldException?[]> LogOnAsync(LockoutGuard guard, GuardedLogon logon, IReadOnlyList<GuardedMachine> machines, int triesEach = 10) =>
            Task.WhenAll(machines.Select(machine => Task.Run(() => OneAsync(guard, logon, machine, triesEach), Token)));

        private async Task<LogonHeldException?> OneAsync(LockoutGuard guard, GuardedLogon logon, GuardedMachine machine, int triesEach)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await using var begun = await guard.BeginAsync(logon, machine, null, Token);
                    var verdict = await AnswerAsync(machine);
                    var held = await begun.EndAsync(verdict);
                    if (verdict != LogonVerdict.Refused || held is not null && attempt >= triesEach)
                    {
                        return held;
                    }
                }
                catch (LogonHeldException held)
                {
                    return held;
                }
            }
        }

        private async Task<LogonVerdict> AnswerAsync(GuardedMachine machine)
        {
            Interlocked.Increment(ref _tries);
            var now = Interlocked.Increment(ref _now);
            InterlockedMax(ref _mostAtOnce, now);
            if (Volatile.Read(ref _verdicts) == 0)
            {
                InterlockedMax(ref _beforeFirst, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref _now);
            Interlocked.Increment(ref _verdicts);
            return answer(machine.Name);
        }

        private static void InterlockedMax(ref int target, int value)
        {
            for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            {
                Interlocked.CompareExchange(ref target, value, seen);
            }
        }
    }
}
