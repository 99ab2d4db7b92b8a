using System.ComponentModel;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary>A rule as callers see it: what it says, and how it does.</summary>
internal sealed record RuleView : RuleDefinition
{
    public RuleView()
    {
    }

    private RuleView(RuleDefinition definition)
        : base(definition)
    {
    }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    [Description("Send it back with a change.")]
    public required long Version { get; init; }

    [Description("It collects what happens and begins nothing.")]
    public required bool Paused { get; init; }

    [Description("Active, Paused, OutsideMaintenance or Faulty: the problems say what is wrong.")]
    public required string State { get; init; }

    [Description("What it names and no vCenter has any more. What may be excluded by it is left alone until that is corrected.")]
    public required IReadOnlyList<string> Problems { get; init; }

    [Description("When its maintenance window opens next, where it is closed now.")]
    public DateTimeOffset? OpensAt { get; init; }

    [Description("How many of its firings there are, by state.")]
    public required IReadOnlyDictionary<string, long> Firings { get; init; }

    public DateTimeOffset? LastFiredAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    public static RuleView Of(
        Rule rule,
        IReadOnlyList<ScopeProblem> missing,
        IEnumerable<(FiringState State, long Count)> firings,
        DateTimeOffset? lastFiredAt,
        DateTimeOffset now)
    {
        var problems = missing.Where(problem => problem.Rule == rule.Name).Select(problem => problem.Message).ToList();
        var isOpen = rule.Definition.Maintenance?.IsOpen(now) ?? true;
        return new RuleView(rule.Definition)
        {
            Id = rule.Id,
            Name = rule.Name,
            Version = rule.Version,
            Paused = rule.Paused,
            State = rule.Paused ? "Paused" : problems.Count > 0 ? "Faulty" : isOpen ? "Active" : "OutsideMaintenance",
            Problems = problems,
            OpensAt = isOpen ? null : rule.Definition.Maintenance!.NextOpening(now),
            Firings = firings.ToDictionary(count => count.State.ToString(), count => count.Count),
            LastFiredAt = lastFiredAt,
            CreatedAt = rule.CreatedAt,
            CreatedBy = rule.CreatedBy,
            ChangedAt = rule.ChangedAt,
            ChangedBy = rule.ChangedBy,
        };
    }
}

/// <summary>All rules, and what keeps them from working.</summary>
internal sealed record RuleListView
{
    public required IReadOnlyList<RuleView> Items { get; init; }

    [Description("Since when all rules are paused, and by whom; missing where they are not.")]
    public RulesPause? Pause { get; init; }

    [Description("How the events of each vCenter are read; empty while there is no rule.")]
    public required IReadOnlyList<EventReaderView> VCenters { get; init; }
}

/// <summary>How the events of a vCenter are read.</summary>
internal sealed record EventReaderView(
    string VCenter,
    [property: Description("When everything had been read last.")] DateTimeOffset? CaughtUpAt,
    [property: Description("Why nothing can be read now; what happens meanwhile is read later. Missing where all is well.")] string? Failure,
    DateTimeOffset? FailingSince,
    [property: Description("How much is recorded and not yet judged by the rules.")] long Open);

/// <summary>A firing as callers see it.</summary>
internal sealed record FiringView
{
    public required Guid Id { get; init; }

    public required Guid RuleId { get; init; }

    public required string Rule { get; init; }

    public required TriggerKind Trigger { get; init; }

    public required string VirtualMachine { get; init; }

    public required string VCenter { get; init; }

    public required string MoRef { get; init; }

    public required string InstanceUuid { get; init; }

    [Description("Waiting, Submitted, Succeeded, Failed, Skipped or Cancelled; the last four are final.")]
    public required FiringState State { get; init; }

    public required DateTimeOffset FiredAt { get; init; }

    [Description("While it waits: when it is looked at again at the earliest.")]
    public DateTimeOffset? NotBefore { get; init; }

    public required int Tries { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    [Description("The last operation that it asked for.")]
    public Guid? Operation { get; init; }

    [Description("What it waits for, or why it ended as it did.")]
    public OperationError? Reason { get; init; }

    public static FiringView Of(Firing firing, string rule) => new()
    {
        Id = firing.Id,
        RuleId = firing.RuleId,
        Rule = rule,
        Trigger = firing.Kind,
        VirtualMachine = firing.Name,
        VCenter = firing.VCenter,
        MoRef = firing.MoRef,
        InstanceUuid = firing.InstanceUuid,
        State = firing.State,
        FiredAt = firing.FiredAt,
        NotBefore = firing.State == FiringState.Waiting ? firing.NotBefore : null,
        Tries = firing.Tries,
        FinishedAt = firing.FinishedAt,
        Operation = firing.OperationId,
        Reason = firing.Reason,
    };
}

/// <summary>What a rule would do.</summary>
internal sealed record DryRunView
{
    [Description("How many machines there are.")]
    public required int Machines { get; init; }

    [Description("How many of them the rule is about.")]
    public required int Chosen { get; init; }

    [Description("True: it is about all machines, and storing it takes confirmCount.")]
    public required bool IsAboutAll { get; init; }

    [Description("Those that the rule is about, and what it would do there now; the first 1,000.")]
    public required IReadOnlyList<DryRunMachineView> Now { get; init; }

    [Description("What it would have done about the events of the last day, oldest first; the first 1,000.")]
    public required IReadOnlyList<DryRunFiringView> LastDay { get; init; }

    [Description("How many events of the last day it waits for, the machines that it is not about included.")]
    public required int EventsOfLastDay { get; init; }

    [Description("What it names and no vCenter has, and vCenters that do not answer.")]
    public required IReadOnlyList<string> Problems { get; init; }
}

/// <summary>A machine that a rule is about.</summary>
internal sealed record DryRunMachineView(
    string VirtualMachine,
    string VCenter,
    string MoRef,
    [property: Description("WouldAct, WouldWait or NothingToDo.")] string Outcome,
    string Reason);

/// <summary>What a rule would have done about an event.</summary>
internal sealed record DryRunFiringView(
    DateTimeOffset At,
    TriggerKind Trigger,
    string VirtualMachine,
    string VCenter,
    string MoRef,
    [property: Description("Chosen, NotInScope, Excluded, Banned, Undecided or Gone.")] string Verdict,
    string Reason,
    [property: Description("When it could have begun, by its maintenance windows.")] DateTimeOffset? NotBefore);

/// <summary>Why a rule is about a machine or is not, and what happened there last.</summary>
internal sealed record ExplanationView
{
    public required string VirtualMachine { get; init; }

    public required string VCenter { get; init; }

    public required string MoRef { get; init; }

    [Description("Each rule, or the one that was asked about.")]
    public required IReadOnlyList<RuleExplanationView> Rules { get; init; }

    [Description("What happened to the machine last, newest first, and what the rules made of it.")]
    public required IReadOnlyList<OccurrenceView> Occurrences { get; init; }
}

/// <summary>Why a rule is about a machine or is not.</summary>
internal sealed record RuleExplanationView(
    Guid RuleId,
    string Rule,
    RuleVerdict Verdict,
    string Reason,
    [property: Description("Each condition of the scope: all must be met.")] IReadOnlyList<ConditionResult> Scope,
    [property: Description("Each exclusion: one that is met is enough.")] IReadOnlyList<ConditionResult> Except);

/// <summary>Something that happened to a machine.</summary>
internal sealed record OccurrenceView(
    TriggerKind Trigger,
    [property: Description("By the vCenter's clock.")] DateTimeOffset At,
    [property: Description("False: the rules have not judged it yet.")] bool Judged,
    IReadOnlyList<DecisionView> Decisions);

/// <summary>What a rule made of something that happened.</summary>
internal sealed record DecisionView(string Rule, Guid RuleId, [property: Description("Missing where it did nothing.")] Guid? Firing, string Reason);
