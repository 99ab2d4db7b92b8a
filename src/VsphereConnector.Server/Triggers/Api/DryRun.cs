using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Events;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary>Tells what a rule would do now and what it would have done about the events of the last day. It only reads.</summary>
internal sealed class DryRun(RuleInventories inventories, VCenters vCenters, Database database)
{
    private const int MostShown = 1000, PageSize = 1000, MostEvents = 100_000;

    private static readonly TimeSpan Span = TimeSpan.FromDays(1);

    public async Task<DryRunView> RunAsync(Rule rule, CancellationToken cancellationToken)
    {
        var (rules, connectors) = await database.ReadAsync(connection => (RuleSet.Read(connection), FleetTable.Connectors(connection)), cancellationToken);
        var known = await inventories.ReadAsync([.. rules.Bans, rule], cancellationToken);
        var missing = known.Missing([.. rules.Bans, rule]);
        var machines = known.Machines().ToList();
        var chosen = machines.Where(facts => RuleMatch.Of(rule, rules.Bans, facts, missing).IsChosen).ToList();
        var problems = missing.Select(problem => problem.Message).Concat(known.Away.Select(Away)).ToList();
        var told = rule.Bans ? [] : await ReadEventsAsync(rule, known, problems, cancellationToken);
        return new DryRunView
        {
            Machines = machines.Count,
            Chosen = chosen.Count,
            IsAboutAll = IsAboutAll(rule.Definition, machines),
            Now = [.. chosen.Take(MostShown).Select(facts => Now(rule, facts, known, connectors.GetValueOrDefault(facts.Machine.InstanceUuid)))],
            LastDay = [.. told.Select(occurrence => Then(rule, rules, known, missing, occurrence)).Where(IsShown).Take(MostShown)],
            EventsOfLastDay = told.Count,
            Problems = problems,
        };
    }

    /// <summary>How many machines a rule is about that is about all of them; null where it is about some.</summary>
    public async Task<int?> CountAllAsync(Rule rule, CancellationToken cancellationToken)
    {
        var machines = (await inventories.ReadAsync([rule], cancellationToken)).Machines().ToList();
        return IsAboutAll(rule.Definition, machines) ? machines.Count(facts => RuleMatch.IsIn(rule.Definition, facts) != false) : null;
    }

    private static bool IsAboutAll(RuleDefinition definition, IReadOnlyList<MachineFacts> machines) =>
        definition.Scope.IsEmpty || (machines.Count > 1 && machines.All(facts => RuleMatch.IsIn(definition, facts) != false));

    private static string Away(AwayVCenter vCenter) => $"{vCenter.Name} does not answer: {vCenter.Reason}";

    private static bool IsShown(DryRunFiringView view) => view.Verdict != nameof(RuleVerdict.NotInScope);

    private static DryRunMachineView Now(Rule rule, MachineFacts facts, KnownInventories known, ConnectorSummary? connector)
    {
        var machine = facts.Machine;
        var (outcome, reason) = true switch
        {
            _ when rule.Bans => ("NothingToDo", "The ban keeps all rules from it."),
            _ when rule.Definition.Action?.Kind == OperationKind.InstallConnector && connector?.State == ConnectorState.Connected =>
                ("NothingToDo", FiringReasons.Present(machine.Name).Message),
            _ when !machine.IsPoweredOn => ("WouldWait", FiringReasons.PoweredOff(machine.Name).Message),
            _ when known.FindTwin(machine) is { } twin => ("WouldWait", FiringReasons.IdentityNotUnique(machine.Name, twin).Message),
            _ => ("WouldAct", $"{rule.Definition.Action?.Kind} once it is triggered."),
        };
        return new DryRunMachineView(machine.Name, machine.VCenter, machine.Reference.Value, outcome, reason);
    }

    private static DryRunFiringView Then(Rule rule, RuleSet rules, KnownInventories known, IReadOnlyList<ScopeProblem> missing, Occurrence occurrence)
    {
        if (known.Find(occurrence.VCenter, occurrence.MoRef) is not { } facts)
        {
            return new DryRunFiringView(occurrence.At, occurrence.Kind, occurrence.Name, occurrence.VCenter, occurrence.MoRef, "Gone", FiringReasons.Gone(occurrence.Name).Message, null);
        }

        var match = RuleMatch.Of(rule, rules.Bans, facts, missing);
        var begin = occurrence.At.AddSeconds(rule.Definition.SettleSeconds);
        return new DryRunFiringView(
            occurrence.At,
            occurrence.Kind,
            facts.Machine.Name,
            occurrence.VCenter,
            occurrence.MoRef,
            match.Verdict.ToString(),
            match.Reason,
            match.IsChosen ? rule.Definition.Maintenance is { } maintenance ? maintenance.NextOpening(begin) : begin : null);
    }

    private async Task<IReadOnlyList<Occurrence>> ReadEventsAsync(Rule rule, KnownInventories known, List<string> problems, CancellationToken cancellationToken)
    {
        var told = new Dictionary<(string, string), Occurrence>();
        foreach (var inventory in known.All)
        {
            try
            {
                await foreach (var occurrence in ReadEventsAsync(inventory, cancellationToken))
                {
                    if (rule.Definition.On.Contains(occurrence.Kind))
                    {
                        told.TryAdd((occurrence.VCenterId, occurrence.Key), occurrence);
                    }
                }
            }
            catch (VimException exception)
            {
                problems.Add($"The events of {inventory.VCenter} could not be read: {exception.Message}");
            }
        }

        return [.. told.Values.OrderBy(occurrence => occurrence.At)];
    }

    private async IAsyncEnumerable<Occurrence> ReadEventsAsync(
        KnownInventory inventory, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await vCenters.Get(inventory.VCenter).ConnectAsync(cancellationToken);
        var begin = await client.CurrentTimeAsync(cancellationToken) - Span;
        await using var collector = await client.EventManager.CreateCollectorForEventsAsync(
            new EventFilterSpec { BeginTime = begin, EventTypeId = TriggerEvents.TypeIds, DisableFullMessage = true }, cancellationToken);
        await collector.SetCollectorPageSizeAsync(PageSize, cancellationToken);
        await collector.RewindCollectorAsync(cancellationToken);
        for (var read = 0; read < MostEvents && await collector.ReadNextEventsAsync(PageSize, cancellationToken) is { Count: > 0 } page; read += page.Count)
        {
            foreach (var occurrence in page.Where(happened => happened.CreatedTime >= begin).SelectMany(happened => TriggerEvents.Read(happened, inventory.VCenter, inventory.VCenterId)))
            {
                yield return occurrence;
            }
        }
    }
}
