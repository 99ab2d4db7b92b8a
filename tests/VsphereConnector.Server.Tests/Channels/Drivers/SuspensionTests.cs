using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Channels.Drivers;

public sealed class SuspensionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void After_FailuresInARow_GrowsFromOneSecondToSixty()
    {
        Suspension? suspension = null;
        var now = Start;
        var seconds = new List<double>();
        for (var failure = 0; failure < 8; failure++)
        {
            suspension = Suspension.After(suspension, Failure(began: now), now);
            seconds.Add((suspension.Until!.Value - now).TotalSeconds);
            now = suspension.Until.Value.AddMilliseconds(1);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], seconds);
        Assert.Equal((Start, 8), (suspension!.Since, suspension.Failures));
    }

    [Fact]
    public void After_ManyOperationsOnOneRoadThatBreaks_IsOneFailure()
    {
        var first = Suspension.After(null, Failure(began: Start), Start.AddSeconds(5));

        Assert.Equal(first, Suspension.After(first, Failure(began: Start.AddSeconds(4)), Start.AddSeconds(6)));
    }

    [Fact]
    public async Task WhenTheServerIsRestarted_ThenWhatIsSuspendedStaysSo()
    {
        await using var server = await RunningServer.StartAsync();
        var now = server.Get<TimeProvider>().GetUtcNow();
        await server.Get<Suspensions>().AddAsync(Failure(now) with { Driver = OperationChannel.Web }, Token);
        await server.Get<Suspensions>().AddAsync(Failure(now, DriverFault.Permanent) with { Setup = "with this password" }, Token);
        var before = await server.Get<Suspensions>().OfAsync(Failure(now).Endpoint, Token);

        await server.RestartAsync();

        Assert.Equal(2, before.Count);
        Assert.Equal(before, await server.Get<Suspensions>().OfAsync(Failure(now).Endpoint, Token));
    }

    [Fact]
    public void After_APermanentFailure_LastsUntilItIsResumed()
    {
        var suspension = Suspension.After(null, Failure(Start, DriverFault.Permanent), Start);

        Assert.Null(suspension.Until);
        Assert.True(suspension.HoldsAt(Start.AddYears(10)));
    }

    [Fact]
    public void After_APassingFailureThatOverlapsAPermanentOne_StaysPermanent()
    {
        var suspension = Suspension.After(null, Failure(Start, DriverFault.Permanent), Start.AddSeconds(1));

        Assert.Null(Suspension.After(suspension, Failure(Start), Start.AddSeconds(2)).Until);
    }

    [Fact]
    public void After_AnyFailures_IsNeverShorterThanBeforeAndHoldsAtMostAMinute() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonNegativeInt[]>(pauses =>
        {
            Suspension? suspension = null;
            var (now, last) = (Start, TimeSpan.Zero);
            return pauses.All(pause =>
            {
                now += TimeSpan.FromSeconds(pause.Get % 200) + TimeSpan.FromMilliseconds(1);
                suspension = Suspension.After(suspension, Failure(began: now), now);
                var delay = suspension.Until!.Value - now;
                var grows = delay >= last && delay <= TimeSpan.FromSeconds(60) && suspension.HoldsAt(now) && !suspension.HoldsAt(suspension.Until.Value);
                last = delay;
                return grows;
            });
        }));

    private static DriverFailure Failure(DateTimeOffset began, DriverFault fault = DriverFault.Passing) =>
        new("vm", OperationChannel.Ssh, began, fault, new OperationError("ssh-refused", "Nothing listens.", "Start sshd."));
}
