using System.Text.Json.Serialization;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Matching;

/// <summary>Whether a rule is about a virtual machine, and why. Pure: the same facts give the same answer.</summary>
internal sealed record RuleMatch(RuleVerdict Verdict, string Reason, IReadOnlyList<ConditionResult> Scope, IReadOnlyList<ConditionResult> Except)
{
    public bool IsChosen => Verdict == RuleVerdict.Chosen;

    /// <param name="rule">The rule.</param>
    /// <param name="bans">The rules that keep others from machines; of those that are paused none counts.</param>
    /// <param name="facts">The machine.</param>
    /// <param name="missing">What the rule or a ban excludes by but nobody finds: while that is so, nothing is done that it may exclude.</param>
    public static RuleMatch Of(Rule rule, IEnumerable<Rule> bans, MachineFacts facts, IReadOnlyList<ScopeProblem> missing)
    {
        var scope = ScopeConditions.Judge(rule.Definition.Scope, facts);
        var except = ScopeConditions.Judge(rule.Definition.Except, facts);
        var (verdict, reason) = Decide(rule, [.. bans.Where(ban => ban.Id != rule.Id)], facts, missing, scope, except);
        return new RuleMatch(verdict, reason, scope, except);
    }

    /// <summary>Whether a definition's own scope and exclusions choose a machine.</summary>
    public static bool? IsIn(RuleDefinition definition, MachineFacts facts)
    {
        var scope = All(ScopeConditions.Judge(definition.Scope, facts));
        var except = Any(ScopeConditions.Judge(definition.Except, facts));
        return (scope, except) switch
        {
            (false, _) or (_, true) => false,
            (true, false) => true,
            _ => null,
        };
    }

    private static (RuleVerdict Verdict, string Reason) Decide(
        Rule rule,
        IReadOnlyList<Rule> bans,
        MachineFacts facts,
        IReadOnlyList<ScopeProblem> missing,
        IReadOnlyList<ConditionResult> scope,
        IReadOnlyList<ConditionResult> except)
    {
        if (facts.Machine.Template)
        {
            return (RuleVerdict.NotInScope, "It is a template: rules never touch one.");
        }

        if (scope.FirstOrDefault(condition => condition.Met == false) is { } outside)
        {
            return (RuleVerdict.NotInScope, $"{outside.Condition}: {outside.Text}");
        }

        if (except.FirstOrDefault(condition => condition.Met == true) is { } excluded)
        {
            return (RuleVerdict.Excluded, $"except {excluded.Condition}: {excluded.Text}");
        }

        if (bans.FirstOrDefault(ban => IsIn(ban.Definition, facts) == true) is { } ban)
        {
            return (RuleVerdict.Banned, $"The ban '{ban.Name}' keeps all rules from it.");
        }

        var doubtful = bans.FirstOrDefault(candidate => IsIn(candidate.Definition, facts) is null);
        return missing.FirstOrDefault(problem => problem.Excludes && (problem.Rule == rule.Name || bans.Any(ban => ban.Name == problem.Rule))) is { } gone
            ? (RuleVerdict.Undecided, $"It may be excluded: {gone.Message}")
            : doubtful is not null ? (RuleVerdict.Undecided, $"Whether the ban '{doubtful.Name}' is about it cannot be told now.")
            : scope.Concat(except).FirstOrDefault(condition => condition.Met is null) is { } unknown ? (RuleVerdict.Undecided, $"{unknown.Condition}: {unknown.Text}")
            : (RuleVerdict.Chosen, rule.Definition.Scope.IsEmpty ? "The rule is about all machines." : "Every condition is met and nothing excludes it.");
    }

    private static bool? All(IReadOnlyList<ConditionResult> conditions) =>
        conditions.Any(condition => condition.Met == false) ? false : conditions.Any(condition => condition.Met is null) ? null : true;

    private static bool? Any(IReadOnlyList<ConditionResult> conditions) =>
        conditions.Any(condition => condition.Met == true) ? true : conditions.Any(condition => condition.Met is null) ? null : false;
}

/// <summary>What a rule makes of a virtual machine.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleVerdict>))]
internal enum RuleVerdict
{
    Chosen,

    /// <summary>A condition of its scope is not met.</summary>
    NotInScope,

    /// <summary>One of its own exclusions is met.</summary>
    Excluded,

    /// <summary>A ban is about it.</summary>
    Banned,

    /// <summary>It cannot be told now; nothing is done until it can.</summary>
    Undecided,
}

/// <summary>Something that a scope names and that is not there any more.</summary>
/// <param name="Rule">The name of the rule.</param>
/// <param name="Field">Such as <c>scope.folders</c>.</param>
/// <param name="Value">What it names.</param>
/// <param name="Excludes">It keeps machines out: by an exclusion, or as a part of a ban.</param>
internal sealed record ScopeProblem(string Rule, string Field, string Value, bool Excludes)
{
    public string Message => $"{Field} of '{Rule}' names '{Value}', which is in no vCenter.";
}
