using System.Data.Common;
using Microsoft.Extensions.Options;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Firings;

/// <summary>
/// Turns firings into operations, as many at once as rules and budgets allow. A firing is a row with a time; its operation and its
/// change of state are written together, so that a crash at any moment neither loses nor doubles one.
/// </summary>
internal sealed class FiringPacer(Database database, OperationLedger ledger, IOptions<ServerOptions> options, TimeProvider time)
{
    private const int AtOnce = 500;

    private static readonly TimeSpan NextLook = TimeSpan.FromMinutes(1), PowerLook = TimeSpan.FromMinutes(5);

    /// <summary>Guests may take that long until they can be worked on after a power-on, with a customization, say.</summary>
    private static readonly TimeSpan GuestStart = TimeSpan.FromMinutes(30);

    public async Task PaceAsync(RuleSet rules, KnownInventories inventories, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await GiveUpAsync(rules, now, cancellationToken);
        var budget = await database.ReadAsync(connection => PaceBudget.Read(connection, options.Value.Rules, now), cancellationToken);
        var open = rules.Open(now).Where(budget.HasRoom).ToList();
        if (open.Count == 0 || budget.IsUsedUp)
        {
            return;
        }

        var due = await database.ReadAsync(connection => FiringTable.Due(connection, [.. open.Select(rule => rule.Id)], now, AtOnce), cancellationToken);
        var missing = due.Count == 0 ? [] : inventories.Missing(rules.All);
        var steps = due.Select(firing => Decide(firing, rules, inventories, missing, budget, now)).OfType<Step>().ToList();
        if (steps.Count == 0)
        {
            return;
        }

        var submissions = await database.WriteAsync(
            connection => steps.Select(step => step.Write(connection, this, now)).OfType<Submission>().ToList(), cancellationToken);
        ledger.Announce(submissions);
    }

    private async Task GiveUpAsync(RuleSet rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> running = rules.Pause is null ? [.. rules.All.Where(rule => !rule.Paused).Select(rule => rule.Id)] : [];
        var expired = await database.ReadAsync(connection => FiringTable.Expired(connection, running, now, AtOnce), cancellationToken);
        if (expired.Count > 0)
        {
            await database.WriteAsync(
                connection => expired.Count(firing => FiringTable.End(connection, firing, FiringState.Failed, FiringReasons.Expired(firing.Reason), now)),
                cancellationToken);
        }
    }

    /// <summary>What is to be done about a firing that is due; null: nothing now.</summary>
    private static Step? Decide(
        Firing firing,
        RuleSet rules,
        KnownInventories inventories,
        IReadOnlyList<ScopeProblem> missing,
        PaceBudget budget,
        DateTimeOffset now)
    {
        if (!inventories.VCenters.Contains(firing.VCenter, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var rule = rules.Find(firing.RuleId)!;
        if (inventories.Find(firing.VCenter, firing.MoRef) is not { } facts)
        {
            return new Step.End(firing, FiringState.Skipped, FiringReasons.Gone(firing.Name));
        }

        // Machines move and rules change while firings wait: what counts is how it is now.
        var match = RuleMatch.Of(rule, rules.Bans, facts, missing);
        if (!match.IsChosen)
        {
            return match.Verdict == RuleVerdict.Undecided
                ? new Step.Wait(firing, now + NextLook, FiringReasons.Undecided(match))
                : new Step.End(firing, FiringState.Skipped, FiringReasons.NoLongerMeant(match));
        }

        if (!facts.Machine.IsPoweredOn)
        {
            return new Step.Wait(firing, now + PowerLook, FiringReasons.PoweredOff(facts.Machine.Name));
        }

        if (inventories.FindTwin(facts.Machine) is { } twin)
        {
            return new Step.Wait(firing, now + PowerLook, FiringReasons.IdentityNotUnique(facts.Machine.Name, twin));
        }

        return budget.TryTake(rule, facts.Machine) ? new Step.Submit(firing, rule, facts.Machine) : null;
    }

    private Submission? Submit(DbConnection connection, Firing firing, Rule rule, Inventory.VirtualMachine machine, DateTimeOffset now)
    {
        if (FiringTable.Find(connection, firing.Id) is not { State: FiringState.Waiting } current || current.Tries != firing.Tries)
        {
            return null;
        }

        var action = rule.Definition.Action!;
        if (action.Kind == OperationKind.InstallConnector && ConnectorStore.Find(connection, machine.InstanceUuid) is { State: ConnectorState.Connected })
        {
            FiringTable.End(connection, firing, FiringState.Skipped, FiringReasons.Present(machine.Name), now);
            return null;
        }

        var request = new OperationRequest
        {
            Kind = action.Kind,
            Target = machine.ToTarget(),
            Parameters = action.Parameters,
            GuestLogon = rule.Definition.GuestLogon,
            Timeout = TimeoutOf(action),
            IdempotencyKey = $"firing {firing.Id} try {firing.Tries + 1}",
            Priority = OperationPriority.Automatic,
        };
        var submission = ledger.Submit(connection, request, rule.Author);
        FiringTable.Submit(connection, firing, submission.Operation.Id, machine.Host, now);
        return submission;
    }

    private TimeSpan TimeoutOf(RuleAction action)
    {
        var configured = options.Value.Operations.TimeoutOf(action.Kind);
        return action switch
        {
            { TimeoutSeconds: { } seconds } => TimeSpan.FromSeconds(seconds),
            { Kind: OperationKind.InstallConnector } when configured < GuestStart => GuestStart,
            _ => configured,
        };
    }

    /// <summary>What is written about one firing.</summary>
    private abstract record Step(Firing Firing)
    {
        public abstract Submission? Write(DbConnection connection, FiringPacer pacer, DateTimeOffset now);

        public sealed record Submit(Firing Firing, Rule Rule, Inventory.VirtualMachine Machine) : Step(Firing)
        {
            public override Submission? Write(DbConnection connection, FiringPacer pacer, DateTimeOffset now) =>
                pacer.Submit(connection, Firing, Rule, Machine, now);
        }

        public sealed record Wait(Firing Firing, DateTimeOffset NotBefore, OperationError Reason) : Step(Firing)
        {
            public override Submission? Write(DbConnection connection, FiringPacer pacer, DateTimeOffset now)
            {
                FiringTable.Wait(connection, Firing, NotBefore, Reason);
                return null;
            }
        }

        public sealed record End(Firing Firing, FiringState State, OperationError Reason) : Step(Firing)
        {
            public override Submission? Write(DbConnection connection, FiringPacer pacer, DateTimeOffset now)
            {
                FiringTable.End(connection, Firing, State, Reason, now);
                return null;
            }
        }
    }
}
