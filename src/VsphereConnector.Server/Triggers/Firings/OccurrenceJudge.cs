using System.Data.Common;
using VsphereConnector.Server.Channels.Web;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Triggers.Firings;

/// <summary>Has the rules judge what happened. What they made of it and the firings that follow are written together.</summary>
internal sealed class OccurrenceJudge(Database database, VirtualMachineCatalog catalog, TimeProvider time)
{
    private const int AtOnce = 200;

    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(2);

    /// <summary>An event may be here before the inventory shows its machine.</summary>
    private static readonly TimeSpan InventoryPatience = TimeSpan.FromMinutes(1);

    /// <summary>Judges some of what is open; false where nothing is.</summary>
    public async Task<bool> JudgeAsync(RuleSet rules, KnownInventories inventories, CancellationToken cancellationToken)
    {
        if (inventories.All.Count == 0)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var open = await database.ReadAsync(connection => OccurrenceTable.Open(connection, inventories.VCenters, now, AtOnce), cancellationToken);
        if (open.Count == 0)
        {
            return false;
        }

        var missing = inventories.Missing(rules.All);
        var judged = new List<Judgement>(open.Count);
        foreach (var occurrence in open)
        {
            judged.Add(await JudgeAsync(rules, inventories, missing, occurrence, now, cancellationToken));
        }

        await database.WriteAsync(connection => judged.ForEach(judgement => judgement.Write(connection, now)), cancellationToken);
        return true;
    }

    private async Task<Judgement> JudgeAsync(
        RuleSet rules,
        KnownInventories inventories,
        IReadOnlyList<ScopeProblem> missing,
        Occurrence occurrence,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var concerned = rules.All.Where(rule => Concerns(rule, occurrence)).ToList();
        if (concerned.Count == 0)
        {
            return new Judgement(occurrence, [], null);
        }

        if (inventories.Find(occurrence.VCenter, occurrence.MoRef) is not { Machine.InstanceUuid.Length: > 0 } facts)
        {
            return await IsGoneAsync(occurrence, now, cancellationToken)
                ? new Judgement(occurrence, [.. concerned.Select(rule => new Choice(rule, null, FiringReasons.Gone(occurrence.Name).Message))], null)
                : new Judgement(occurrence, [], now + NextLook);
        }

        return new Judgement(occurrence, [.. concerned.Select(rule => Choose(rule, rules.Bans, facts, missing, occurrence, now))], null);
    }

    private static bool Concerns(Rule rule, Occurrence occurrence) =>
        !rule.Bans && rule.Since < occurrence.Sequence && rule.Definition.On.Contains(occurrence.Kind) && (occurrence.RuleId ?? rule.Id) == rule.Id;

    private static Choice Choose(
        Rule rule, IReadOnlyList<Rule> bans, MachineFacts facts, IReadOnlyList<ScopeProblem> missing, Occurrence occurrence, DateTimeOffset now)
    {
        var match = RuleMatch.Of(rule, bans, facts, missing);
        if (match.Verdict is not (RuleVerdict.Chosen or RuleVerdict.Undecided))
        {
            return new Choice(rule, null, match.Reason);
        }

        // A channel that was open before the revert is either proved or found dead by then.
        var settle = TimeSpan.FromSeconds(rule.Definition.SettleSeconds);
        var firing = new Firing
        {
            Id = Guid.CreateVersion7(now),
            RuleId = rule.Id,
            Kind = occurrence.Kind,
            VCenterId = occurrence.VCenterId,
            VCenter = occurrence.VCenter,
            MoRef = occurrence.MoRef,
            Name = facts.Machine.Name,
            InstanceUuid = facts.Machine.InstanceUuid,
            Host = facts.Machine.Host,
            State = FiringState.Waiting,
            FiredAt = now,
            NotBefore = now + (occurrence.Kind == TriggerKind.Reverted && settle < WebChannelHub.ProofOfLife ? WebChannelHub.ProofOfLife : settle),
            ExpiresAt = now + TimeSpan.FromHours(rule.Definition.GiveUpHours),
            Reason = match.IsChosen ? null : FiringReasons.Undecided(match),
        };
        return new Choice(rule, firing, match.Reason);
    }

    // Only a fresh reading proves it.
    private async Task<bool> IsGoneAsync(Occurrence occurrence, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now - occurrence.SeenAt < InventoryPatience)
        {
            return false;
        }

        try
        {
            var target = OperationTarget.VirtualMachine(occurrence.Name, occurrence.VCenter, occurrence.MoRef);
            return (await catalog.ResolveAsync(occurrence.VCenter, [target], cancellationToken))[0].Machine is not { InstanceUuid.Length: > 0 };
        }
        catch (VimException)
        {
            return false;
        }
    }

    /// <summary>What one rule made of an occurrence; with a firing where it is to act.</summary>
    private sealed record Choice(Rule Rule, Firing? Firing, string Reason);

    private sealed record Judgement(Occurrence Occurrence, IReadOnlyList<Choice> Choices, DateTimeOffset? LookAgain)
    {
        public void Write(DbConnection connection, DateTimeOffset now)
        {
            if (LookAgain is { } later)
            {
                OccurrenceTable.Postpone(connection, Occurrence.Sequence, later);
                return;
            }

            // A rule may have been removed since it was read.
            var kept = Choices.Where(choice => RuleTable.Find(connection, choice.Rule.Id) is not null).ToList();
            OccurrenceTable.Judge(connection, Occurrence.Sequence, [.. kept.Select(choice => Decide(connection, choice))], now);
        }

        private OccurrenceDecision Decide(DbConnection connection, Choice choice) => new(
            choice.Rule.Name,
            choice.Rule.Id,
            choice.Firing is { } firing ? FiringTable.Gather(connection, Occurrence.Sequence, firing) : null,
            choice.Reason);
    }
}
