using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>What becomes of an operation, as its drivers are.</summary>
internal abstract record DriverChoice
{
    private DriverChoice()
    {
    }

    /// <summary>It goes over this driver.</summary>
    /// <param name="Driver">The driver.</param>
    /// <param name="Because">Why over none before it; null where it is the first.</param>
    public sealed record Use(OperationChannel Driver, OperationError? Because) : DriverChoice;

    /// <summary>It waits for a driver: until <paramref name="Until"/>, or null: until the endpoint comes by itself.</summary>
    public sealed record Wait(DateTimeOffset? Until, OperationError Why) : DriverChoice;

    /// <summary>There is none that could.</summary>
    public sealed record Impossible(OperationError Why) : DriverChoice;

    /// <summary>The first of the candidates, in order of preference, that can be used now.</summary>
    public static DriverChoice Of(IReadOnlyList<DriverCandidate> candidates, DateTimeOffset now)
    {
        OperationError? because = null;
        DateTimeOffset? awaited = null;
        foreach (var candidate in candidates)
        {
            if (candidate.IsUsableAt(now))
            {
                return awaited is { } until && because is { } why ? new Wait(until, why) : new Use(candidate.Driver, because);
            }

            because ??= candidate.Offer is DriverOffer.None { Foreign: true } ? null : candidate.Trouble;
            awaited ??= (candidate.Offer as DriverOffer.Awaited)?.Until is { } at && at > now ? at : null;
        }

        return NoneOf(candidates, now);
    }

    private static DriverChoice NoneOf(IReadOnlyList<DriverCandidate> candidates, DateTimeOffset now)
    {
        var leading = candidates.Where(candidate => candidate.Offer is not DriverOffer.None).ToList();
        if (leading.Count == 0)
        {
            return new Impossible((candidates.FirstOrDefault(candidate => candidate.Offer is DriverOffer.None { Foreign: false }) ?? candidates[0]).Trouble!);
        }

        var next = leading.Where(candidate => !candidate.ComesByItself).Min(candidate => candidate.NextTry(now));
        return next is not null || leading.Exists(candidate => candidate.ComesByItself)
            ? new Wait(next, All(leading))
            : new Impossible(All(leading));
    }

    /// <summary>The trouble of the first, and of the others behind it.</summary>
    private static OperationError All(IReadOnlyList<DriverCandidate> leading)
    {
        var first = leading[0].Trouble!;
        var others = leading.Skip(1).Select(candidate => $" {candidate.Driver}: {candidate.Trouble!.Message}");
        return first with { Message = string.Concat(others.Prepend(first.Message)) };
    }
}

/// <summary>A driver as it is for one endpoint.</summary>
/// <param name="Driver">Which one.</param>
/// <param name="Offer">What it has to offer.</param>
/// <param name="Suspension">Null where it is not suspended.</param>
/// <param name="Failure">What it failed with in this very run: it is not tried twice, unless the endpoint has opened it again.</param>
internal sealed record DriverCandidate(OperationChannel Driver, DriverOffer Offer, Suspension? Suspension, OperationError? Failure = null)
{
    /// <summary>The endpoint opens it: nothing is gained by trying again.</summary>
    public bool ComesByItself => Driver == OperationChannel.Web;

    /// <summary>Why it is not used; null where nothing speaks against it.</summary>
    public OperationError? Trouble => Offer switch
    {
        DriverOffer.None none => none.Why,
        DriverOffer.Awaited awaited => Suspension?.Error ?? awaited.Why,
        _ => Suspension?.Error ?? Failure,
    };

    public bool IsUsableAt(DateTimeOffset now) => Offer switch
    {
        DriverOffer.Open => true,
        DriverOffer.Usable usable => Failure is null && Suspension?.HoldsAt(now, usable.Setup) is not true,
        _ => false,
    };

    /// <summary>When it may be tried again; null where time changes nothing.</summary>
    public DateTimeOffset? NextTry(DateTimeOffset now) => Suspension switch
    {
        { Until: null } => null,
        { Until: { } until } when until > now => until,
        _ => now + RetrySchedule.Default.First,
    };
}
