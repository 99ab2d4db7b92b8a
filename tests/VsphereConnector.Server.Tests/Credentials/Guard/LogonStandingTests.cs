using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Credentials.Guard;

namespace VsphereConnector.Server.Tests.Credentials.Guard;

/// <summary>The law of the lock-out guard, over any history.</summary>
public sealed class LogonStandingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void After_AnyHistory_KeepsTheLaws() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Histories(), history =>
        {
            var (standing, now, inARow, everAccepted) = (new LogonStanding(), Start, 0, false);
            foreach (var (verdict, again, seconds) in history)
            {
                now += TimeSpan.FromSeconds(seconds);
                if (standing.State == LogonState.Suspended)
                {
                    Assert.Equal(0, standing.AtOnce(now));
                    Assert.Equal(LogonState.Suspended, standing.After(verdict, again, now).State);
                    continue;
                }

                standing = standing.After(verdict, again, now);
                everAccepted |= verdict == LogonVerdict.Accepted;
                inARow = verdict switch
                {
                    LogonVerdict.Accepted => 0,
                    LogonVerdict.Refused when !everAccepted || !again => inARow + 1,
                    LogonVerdict.Unknown when !everAccepted => inARow + 1,
                    _ => inARow,
                };
                Assert.Equal(inARow >= (everAccepted ? LogonStanding.RefusalsInARow : LogonStanding.TriesUnproved), standing.State == LogonState.Suspended);
                Assert.True(inARow == 0 || standing.AtOnce(now) <= 1, "after a refusal one machine at a time");
                Assert.Equal(everAccepted && standing.State != LogonState.Suspended, standing.State == LogonState.Good);
            }

            return true;
        }));

    [Fact]
    public void AtOnce_OfAnAcceptanceLongAgo_IsOneAgain()
    {
        var accepted = new LogonStanding().After(LogonVerdict.Accepted, again: false, Start);

        Assert.Equal(LogonStanding.MostAtOnce, accepted.AtOnce(Start + LogonStanding.Fresh - TimeSpan.FromSeconds(1)));
        Assert.Equal(1, accepted.AtOnce(Start + LogonStanding.Fresh));
    }

    [Fact]
    public void After_MachinesWithAPasswordOfTheirOwn_BetweenOthersThatAccept_DoesNotStopTheFleet()
    {
        var standing = new LogonStanding().After(LogonVerdict.Accepted, again: false, Start);
        for (var machine = 0; machine < 100; machine++)
        {
            standing = standing.After(LogonVerdict.Refused, again: false, Start).After(LogonVerdict.Accepted, again: false, Start);
        }

        for (var machine = 0; machine < 100; machine++)
        {
            standing = standing.After(LogonVerdict.Refused, again: true, Start);
        }

        Assert.Equal(LogonState.Good, standing.State);
    }

    [Fact]
    public void Confirm_OfASuspendedOne_LetsItBeProvedAnew()
    {
        var suspended = new LogonStanding().After(LogonVerdict.Refused, again: false, Start).After(LogonVerdict.Refused, again: true, Start);

        var confirmed = suspended.Confirm();

        Assert.Equal((LogonState.Unproved, 1, 0), (confirmed.State, confirmed.AtOnce(Start), confirmed.Refusals));
    }

    private static Arbitrary<List<(LogonVerdict Verdict, bool Again, int Seconds)>> Histories() =>
        (from verdict in Gen.Elements(Enum.GetValues<LogonVerdict>())
         from again in Gen.Elements(true, false)
         from seconds in Gen.Choose(0, 400)
         select (verdict, again, seconds)).ListOf().Select(list => list.ToList()).ToArbitrary();
}
