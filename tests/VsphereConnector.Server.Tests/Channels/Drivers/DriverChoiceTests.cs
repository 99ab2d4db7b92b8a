using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Tests.Channels.Drivers;

public sealed class DriverChoiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DriverOffer Usable = new DriverOffer.Usable(), Open = new DriverOffer.Open();
    private static readonly DriverOffer None = new DriverOffer.None(Error("none"));

    [Fact]
    public void Of_TheFirstThatIsUsable_IsUsedWithoutAReason() =>
        Assert.Equal(new DriverChoice.Use(OperationChannel.Web, null), DriverChoice.Of([Web(Open), Ssh(Usable)], Now));

    [Fact]
    public void Of_ASuspendedFirst_TakesTheNextAndSaysWhy() => Assert.Equal(
        new DriverChoice.Use(OperationChannel.Ssh, Error("gone")),
        DriverChoice.Of([Web(Usable, Until(seconds: 5)), Ssh(Usable)], Now));

    [Fact]
    public void Of_AnOpenFirst_IsUsedThoughItIsSuspended() => Assert.Equal(
        new DriverChoice.Use(OperationChannel.Web, null),
        DriverChoice.Of([Web(Open, Until(seconds: 5)), Ssh(Usable)], Now));

    [Fact]
    public void Of_AnAwaitedFirst_WaitsForItWhereAnotherCould() => Assert.Equal(
        new DriverChoice.Wait(Now.AddSeconds(10), Error("awaited")),
        DriverChoice.Of([Web(Awaited(10)), Ssh(Usable)], Now));

    [Fact]
    public void Of_WebAlone_WaitsUntilItComesByItself() => Assert.Equal(
        new DriverChoice.Wait(null, Error("gone")),
        DriverChoice.Of([Web(Usable, Until(seconds: 5)), Ssh(None)], Now));

    [Fact]
    public void Of_AllSuspended_WaitsForTheFirstThatIsTriedAgain()
    {
        var choice = DriverChoice.Of([Web(Usable, Until(seconds: 60)), Ssh(Usable, Until(seconds: 3))], Now);

        Assert.Equal(Now.AddSeconds(3), Assert.IsType<DriverChoice.Wait>(choice).Until);
    }

    [Fact]
    public void Of_APermanentFailureAlone_IsTheEnd() => Assert.Equal(
        new DriverChoice.Impossible(Error("gone")),
        DriverChoice.Of([Ssh(Usable, Until(seconds: null))], Now));

    [Fact]
    public void Of_APermanentFailureBesideWeb_WaitsForWebAndTellsBoth()
    {
        var choice = DriverChoice.Of([Web(Usable, Until(seconds: 1)), Ssh(Usable, Until(seconds: null))], Now);

        Assert.Equal("What is gone. Ssh: What is gone.", Assert.IsType<DriverChoice.Wait>(choice).Why.Message);
    }

    [Fact]
    public void Of_NoneThatLeadsThere_SaysWhyOfTheFirst() =>
        Assert.Equal(new DriverChoice.Impossible(Error("none")), DriverChoice.Of([Ssh(None)], Now));

    [Fact]
    public void Of_WhatIsForOtherMachines_SaysNothingWhereAnotherDoes()
    {
        var foreign = new DriverOffer.None(Error("foreign"), Foreign: true);

        Assert.Equal(new DriverChoice.Impossible(Error("none")), DriverChoice.Of([Web(foreign), Ssh(None)], Now));
        Assert.Equal(new DriverChoice.Impossible(Error("foreign")), DriverChoice.Of([Web(foreign), Ssh(foreign)], Now));
        Assert.Equal(new DriverChoice.Use(OperationChannel.Ssh, null), DriverChoice.Of([Web(foreign), Ssh(Usable)], Now));
    }

    [Fact]
    public void Of_AnyCandidates_KeepsToTheLawsOfTheChoice() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Candidates().ToArbitrary(), candidates =>
        {
            var usable = candidates.FirstOrDefault(candidate => candidate.IsUsableAt(Now));
            return DriverChoice.Of(candidates, Now) switch
            {
                // Never one that is suspended, has failed or does not lead there; and none that stands behind another usable one.
                DriverChoice.Use use => usable?.Driver == use.Driver && (use.Because is null || candidates[0] != usable),
                // A wait ends: by the clock in the future, or because the endpoint comes.
                DriverChoice.Wait { Until: { } until } => until > Now,
                DriverChoice.Wait => candidates.Any(candidate => candidate is { ComesByItself: true, Offer: not DriverOffer.None }),
                // Only where no time brings a change.
                DriverChoice.Impossible => usable is null && candidates.All(candidate =>
                    candidate.Offer is DriverOffer.None || (!candidate.ComesByItself && candidate.Suspension is { Until: null })),
                _ => false,
            };
        }));

    private static Gen<DriverCandidate[]> Candidates()
    {
        var one = from offer in Gen.Elements(None, Usable, Open, Awaited(10))
                  from suspension in Gen.Elements(null, Until(seconds: 5), Until(seconds: 60), Until(seconds: null))
                  from failed in Gen.Elements(null, Error("failed"))
                  select (offer, suspension, failed);
        return from web in one
               from ssh in one
               from smb in one
               from count in Gen.Choose(1, 3)
               select new[]
               {
                   new DriverCandidate(OperationChannel.Web, web.offer, web.suspension, web.failed),
                   new DriverCandidate(OperationChannel.Ssh, Dialled(ssh.offer), ssh.suspension, ssh.failed),
                   new DriverCandidate(OperationChannel.Smb, Dialled(smb.offer), smb.suspension, smb.failed),
               }[^count..];

        // What this server opens is never awaited, nor is it open before it is tried.
        static DriverOffer Dialled(DriverOffer offer) => offer is DriverOffer.None ? offer : Usable;
    }

    private static DriverCandidate Web(DriverOffer offer, Suspension? suspension = null) => new(OperationChannel.Web, offer, suspension);

    private static DriverCandidate Ssh(DriverOffer offer, Suspension? suspension = null) => new(OperationChannel.Ssh, offer, suspension);

    private static DriverOffer Awaited(int seconds) => new DriverOffer.Awaited(Now.AddSeconds(seconds), Error("awaited"));

    private static Suspension Until(int? seconds) => new()
    {
        Endpoint = "vm", Driver = OperationChannel.Ssh, Failures = 1, Since = Now, FailedAt = Now, Error = Error("gone"),
        Until = seconds is { } some ? Now.AddSeconds(some) : null,
    };

    private static OperationError Error(string code) => new(code, $"What is {code}.", "Do something.");
}
