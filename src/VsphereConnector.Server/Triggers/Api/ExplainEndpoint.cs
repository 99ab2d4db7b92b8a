using VsphereConnector.Server.Api;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary><c>GET /api/v1/rules/explain</c> and <c>GET /api/v1/rules/{id}/explain</c>.</summary>
internal static class ExplainEndpoint
{
    private const int OccurrencesShown = 20;

    public static Task<IResult> AllAsync(
        HttpContext context, RuleExplanations explanations, CancellationToken cancellationToken, string? virtualMachine = null, string? vCenter = null) =>
        ExplainAsync(null, context, explanations, virtualMachine, vCenter, cancellationToken);

    public static Task<IResult> OneAsync(
        string id, HttpContext context, RuleExplanations explanations, CancellationToken cancellationToken, string? virtualMachine = null, string? vCenter = null) =>
        ExplainAsync(id, context, explanations, virtualMachine, vCenter, cancellationToken);

    private static async Task<IResult> ExplainAsync(
        string? rule, HttpContext context, RuleExplanations explanations, string? virtualMachine, string? vCenter, CancellationToken cancellationToken)
    {
        new QueryReader(context.Request.Query, nameof(virtualMachine), nameof(vCenter)).ThrowIfInvalid();
        if (string.IsNullOrWhiteSpace(virtualMachine))
        {
            var findings = new Findings();
            findings.Add(nameof(virtualMachine), "Must be a virtual machine's name, its managed object id (vm-58) or its instance UUID.");
            return Problems.Invalid(findings.ByField());
        }

        try
        {
            var target = OperationTarget.VirtualMachine(virtualMachine, vCenter);
            return TypedResults.Ok(await explanations.ExplainAsync(Caller.Of(context), rule, target, OccurrencesShown, cancellationToken));
        }
        catch (OperationException exception)
        {
            return Problems.UnknownTarget(exception.Error);
        }
        catch (VimException exception)
        {
            return Problems.VCenterUnreachable(exception.Message);
        }
    }
}

/// <summary>Explains what rules make of a machine.</summary>
internal sealed class RuleExplanations(
    VirtualMachineCatalog catalog, RuleInventories inventories, RuleStore rules, VisibilityReader visibility, VCenters vCenters, Database database)
{
    /// <exception cref="OperationException">There is no such machine, or more than one.</exception>
    /// <exception cref="RequestProblemException">There is no such rule, or the caller may not see the machine.</exception>
    public async Task<ExplanationView> ExplainAsync(Caller caller, string? rule, OperationTarget target, int most, CancellationToken cancellationToken)
    {
        var machine = await catalog.FindAsync(target, cancellationToken);
        if (!await visibility.SeesAsync(caller, machine.ToTarget(), cancellationToken))
        {
            throw new RequestProblemException(Problems.PrivilegeMissing(machine.Name, [PluginPrivilege.View]));
        }

        var asked = rule is null ? null : await RuleEndpoints.FindAsync(rules, rule, cancellationToken);
        var (set, happened) = await database.ReadAsync(
            connection => (
                RuleSet.Read(connection),
                OccurrenceTable.OfMachine(connection, vCenters.Get(machine.VCenter).Identity, machine.Reference.Value, most)),
            cancellationToken);
        var known = await inventories.ReadAsync(set.All, cancellationToken);
        var missing = known.Missing(set.All);
        var facts = known.Find(machine.VCenter, machine.Reference.Value) ?? throw new OperationException(Firings.FiringReasons.Gone(machine.Name));
        return new ExplanationView
        {
            VirtualMachine = machine.Name,
            VCenter = machine.VCenter,
            MoRef = machine.Reference.Value,
            Rules = [.. set.All.Where(one => asked is null || one.Id == asked.Id).Select(one => Explain(one, set, facts, missing))],
            Occurrences = [.. happened.Select(entry => ViewOf(entry.Occurrence, entry.Decisions, asked))],
        };
    }

    private static RuleExplanationView Explain(Rule rule, RuleSet set, MachineFacts facts, IReadOnlyList<ScopeProblem> missing)
    {
        var match = RuleMatch.Of(rule, set.Bans, facts, missing);
        return new RuleExplanationView(rule.Id, rule.Name, match.Verdict, match.Reason, match.Scope, match.Except);
    }

    private static OccurrenceView ViewOf(Occurrence occurrence, IReadOnlyList<OccurrenceDecision>? decisions, Rule? asked) => new(
        occurrence.Kind,
        occurrence.At,
        decisions is not null,
        [.. (decisions ?? []).Where(decision => asked is null || decision.RuleId == asked.Id)
            .Select(decision => new DecisionView(decision.Rule, decision.RuleId, decision.Firing, decision.Reason))]);
}
