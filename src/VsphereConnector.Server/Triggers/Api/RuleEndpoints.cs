using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary>Rules over REST. They act on all vCenters by the server's own account, so changing them is for those who administer.</summary>
internal static class RuleEndpoints
{
    public static void MapRules(this IEndpointRouteBuilder api)
    {
        var rules = api.MapGroup("/rules").WithTags("Rules");
        rules.MapGet("", ListAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .WithName("listRules")
            .WithSummary("All rules in the order of their names, with their firings in numbers, and how events are read.");
        rules.MapGet("/{id}", GetAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .WithName("getRule")
            .WithSummary("One rule, by its id or its name.")
            .Produces<RuleView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        rules.MapPost("", CreateAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Accepts<RuleRequest>("application/json")
            .Produces<RuleView>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("createRule")
            .WithSummary("Stores a rule; it is about what happens from now on.")
            .WithDescription("A rule about all machines is refused until confirmCount is the number of machines that there are, which the refusal tells.");
        rules.MapPut("/{id}", ChangeAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Accepts<RuleRequest>("application/json")
            .Produces<RuleView>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithName("changeRule")
            .WithSummary("Puts another definition in the place of a rule's own. What waits already is judged by the new one.");
        rules.MapDelete("/{id}", RemoveAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("removeRule")
            .WithSummary("Removes a rule and its firings. Operations that it asked for go on.");
        MapPauses(rules);
        MapQuestions(rules);
    }

    /// <summary>The rule of an id or a name.</summary>
    /// <exception cref="RequestProblemException">There is none.</exception>
    public static async Task<Rule> FindAsync(RuleStore rules, string idOrName, CancellationToken cancellationToken)
    {
        var all = await rules.ListAsync(cancellationToken);
        return all.FirstOrDefault(rule => rule.Id.ToString() == idOrName)
            ?? all.FirstOrDefault(rule => rule.Name.Equals(idOrName, StringComparison.OrdinalIgnoreCase))
            ?? throw new RequestProblemException(RuleProblems.Unknown(idOrName));
    }

    private static void MapPauses(RouteGroupBuilder rules)
    {
        foreach (var paused in new[] { true, false })
        {
            var word = paused ? "pause" : "resume";
            rules.MapPost($"/{{id}}/{word}", (string id, HttpContext context, RuleStore store, RuleOverview overview, CancellationToken cancellationToken, bool discard = false) =>
                    PauseAsync(id, paused, discard, context, store, overview, cancellationToken))
                .AllowUsers(RequiredPrivileges.ToAdminister)
                .WithName($"{word}Rule")
                .WithSummary(paused ? "A paused rule collects what happens and begins nothing." : "Goes on, with what was collected; with discard=true without it.")
                .Produces<RuleView>()
                .ProducesProblem(StatusCodes.Status404NotFound);
            rules.MapPost($"/{word}", (HttpContext context, RuleStore store, RuleOverview overview, CancellationToken cancellationToken, bool discard = false) =>
                    PauseAllAsync(paused, discard, context, store, overview, cancellationToken))
                .AllowUsers(RequiredPrivileges.ToAdminister)
                .WithName($"{word}Rules")
                .WithSummary(paused ? "Pauses all rules at once." : "Goes on with all rules that are not paused themselves.")
                .Produces<RuleListView>();
        }
    }

    private static void MapQuestions(RouteGroupBuilder rules)
    {
        rules.MapPost("/dry-run", DryRunAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .ReadsOnly()
            .Accepts<RuleRequest>("application/json")
            .Produces<DryRunView>()
            .ProducesValidationProblem()
            .WithName("dryRunRule")
            .WithSummary("What a rule that is not stored would do now, and what it would have done about the events of the last day.");
        rules.MapPost("/{id}/dry-run", DryRunStoredAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .ReadsOnly()
            .Produces<DryRunView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("dryRunStoredRule")
            .WithSummary("The same for a stored rule.");
        rules.MapGet("/explain", ExplainEndpoint.AllAsync)
            .AllowUsers()
            .Produces<ExplanationView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("explainRules")
            .WithSummary("Why each rule is about a machine or is not, condition by condition, and what happened there last.");
        rules.MapGet("/{id}/explain", ExplainEndpoint.OneAsync)
            .AllowUsers()
            .Produces<ExplanationView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithName("explainRule")
            .WithSummary("The same for one rule.");
        rules.MapGet("/firings", FiringEndpoint.ListAsync)
            .AllowUsers()
            .WithName("listFirings")
            .WithSummary("Lists firings, newest first.")
            .WithDescription("Filters: rule (an id or a name), state, virtualMachine (a name, a managed object id or an instance UUID). 'next' of one page is 'after' of the following.")
            .ProducesValidationProblem();
    }

    private static async Task<Ok<RuleListView>> ListAsync(RuleOverview overview, CancellationToken cancellationToken) =>
        TypedResults.Ok(await overview.ReadAsync(cancellationToken));

    private static async Task<IResult> GetAsync(string id, RuleStore rules, RuleOverview overview, CancellationToken cancellationToken) =>
        TypedResults.Ok(await overview.ReadAsync(await FindAsync(rules, id, cancellationToken), cancellationToken));

    private static async Task<IResult> CreateAsync(
        HttpContext context, RuleStore rules, RuleValidation validation, DryRun dryRun, RuleOverview overview, CancellationToken cancellationToken)
    {
        var request = await RuleRequest.ReadAsync(context.Request);
        AuditTrail.Of(context).Add(new AuditTarget(request.Name));
        validation.Check(request);
        await ConfirmAsync(request, dryRun, cancellationToken);
        return await rules.AddAsync(request.Name, request, Caller.Of(context).Name, cancellationToken) is { } rule
            ? TypedResults.Created($"/api/v1/rules/{rule.Id}", await overview.ReadAsync(rule, cancellationToken))
            : RuleProblems.NameTaken(request.Name);
    }

    private static async Task<IResult> ChangeAsync(
        string id, HttpContext context, RuleStore rules, RuleValidation validation, DryRun dryRun, RuleOverview overview, CancellationToken cancellationToken)
    {
        var request = await RuleRequest.ReadAsync(context.Request);
        var before = await FindAsync(rules, id, cancellationToken);
        AuditTrail.Of(context).Add(new AuditTarget(before.Name));
        validation.Check(request);
        await ConfirmAsync(request, dryRun, cancellationToken);
        var change = await rules.ChangeAsync(
            before.Id, request.Version ?? before.Version, request.Name, request, Caller.Of(context).Name, cancellationToken);
        return change.Outcome == RuleChangeOutcome.Changed
            ? TypedResults.Ok(await overview.ReadAsync(change.Rule!, cancellationToken))
            : RuleProblems.Of(change, request.Name);
    }

    private static async Task<IResult> RemoveAsync(string id, HttpContext context, RuleStore rules, CancellationToken cancellationToken, string? version = null)
    {
        var query = new QueryReader(context.Request.Query, nameof(version));
        var expected = query.Number(nameof(version), version, 1, long.MaxValue);
        query.ThrowIfInvalid();
        var rule = await FindAsync(rules, id, cancellationToken);
        AuditTrail.Of(context).Add(new AuditTarget(rule.Name));
        var change = await rules.RemoveAsync(rule.Id, expected, cancellationToken);
        return change.Outcome == RuleChangeOutcome.Changed ? TypedResults.NoContent() : RuleProblems.Of(change, rule.Name);
    }

    private static async Task<IResult> PauseAsync(
        string id, bool paused, bool discard, HttpContext context, RuleStore rules, RuleOverview overview, CancellationToken cancellationToken)
    {
        var rule = await FindAsync(rules, id, cancellationToken);
        AuditTrail.Of(context).Add(new AuditTarget(rule.Name));
        return await rules.SetPausedAsync(rule.Id, paused, discard, Caller.Of(context).Name, cancellationToken) is { } changed
            ? TypedResults.Ok(await overview.ReadAsync(changed, cancellationToken))
            : RuleProblems.Unknown(id);
    }

    private static async Task<IResult> PauseAllAsync(
        bool paused, bool discard, HttpContext context, RuleStore rules, RuleOverview overview, CancellationToken cancellationToken)
    {
        await rules.SetAllPausedAsync(paused, discard, Caller.Of(context).Name, cancellationToken);
        return TypedResults.Ok(await overview.ReadAsync(cancellationToken));
    }

    private static async Task<IResult> DryRunAsync(
        HttpContext context, RuleValidation validation, DryRun dryRun, CancellationToken cancellationToken)
    {
        var request = await RuleRequest.ReadAsync(context.Request);
        validation.Check(request);
        return TypedResults.Ok(await dryRun.RunAsync(request.ToRule(), cancellationToken));
    }

    private static async Task<IResult> DryRunStoredAsync(string id, RuleStore rules, DryRun dryRun, CancellationToken cancellationToken) =>
        TypedResults.Ok(await dryRun.RunAsync(await FindAsync(rules, id, cancellationToken), cancellationToken));

    private static async Task ConfirmAsync(RuleRequest request, DryRun dryRun, CancellationToken cancellationToken)
    {
        if (await dryRun.CountAllAsync(request.ToRule(), cancellationToken) is { } count && request.ConfirmCount != count)
        {
            throw new RequestProblemException(RuleProblems.AboutAll(count, request.ConfirmCount));
        }
    }
}
