using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Rollouts;

/// <summary>Rollouts over REST: begin, look at, pause, resume, stop.</summary>
internal static class RolloutEndpoints
{
    private const int MostPerPage = 500;

    public static void MapRollouts(this IEndpointRouteBuilder api)
    {
        var rollouts = api.MapGroup("/rollouts").WithTags("Rollouts");
        rollouts.AllowUsers(RequiredPrivileges.ToAdminister);
        rollouts.MapPost("", BeginAsync)
            .Accepts<RolloutRequest>("application/json")
            .Produces<RolloutView>(StatusCodes.Status202Accepted)
            .Produces<RolloutView>()
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesValidationProblem()
            .WithName("beginRollout")
            .WithSummary("Has one operation done on a fleet, wave after wave, and stops when too many fail.")
            .WithDescription("All targets or none are taken. With dryRun nothing is recorded: the answer (200) shows the waves.");
        rollouts.MapGet("", ListAsync)
            .WithName("listRollouts")
            .WithSummary("Lists rollouts, newest first.")
            .WithDescription($"Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
            .ProducesValidationProblem();
        rollouts.MapGet("/{id}", GetAsync)
            .WithName("getRollout")
            .WithSummary("One rollout with all its targets.")
            .Produces<RolloutView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        MapChange(rollouts, "pause", "Begins nothing new; what runs ends.", (store, id, caller, token) => store.PauseAsync(id, caller, token));
        MapChange(rollouts, "resume", "Goes on; failures that there are do not stop it again.", (store, id, _, token) => store.ResumeAsync(id, token));
        MapChange(rollouts, "stop", "Ends it after what runs.", (store, id, caller, token) => store.StopAsync(id, caller, token));
    }

    private static void MapChange(
        RouteGroupBuilder rollouts, string verb, string summary, Func<RolloutStore, Guid, string, CancellationToken, Task<Rollout?>> change) =>
        rollouts.MapPost($"/{{id}}/{verb}", async (string id, HttpContext context, RolloutStore store, CancellationToken cancellationToken) =>
            {
                var known = await FindAsync(id, store, cancellationToken);
                AuditTrail.Of(context).Add(new AuditTarget($"rollout {id}"));
                await change(store, known.Id, Caller.Of(context).Name, cancellationToken);
                return TypedResults.Ok(await FindAsync(id, store, cancellationToken));
            })
            .WithName($"{verb}Rollout")
            .WithSummary(summary)
            .WithDescription("Where it is so already, or has finished, nothing is changed.")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> BeginAsync(
        HttpContext context,
        RolloutValidation validation,
        EndpointTargets endpoints,
        TargetAuthorization authorization,
        RolloutStore store,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var asked = await RequestBody.ReadAsync<RolloutRequest>(context.Request);
        var caller = Caller.Of(context);
        var found = Taken(await endpoints.FindAsync([.. asked.Targets!.Zip(validation.Check(asked, out var waves))], cancellationToken));
        var requests = Taken(await authorization.CheckAsync(caller, found, cancellationToken));
        var rollout = Describe(asked, requests, waves, caller, time);
        var numbers = waves.Divide(requests.Count);
        var targets = requests.Select((request, index) => new RolloutTarget { Number = index + 1, Wave = numbers[index], Target = request.Target }).ToList();
        var view = RolloutView.Of(rollout, new RolloutProgress { Targets = targets.Count }, targets);
        if (asked.DryRun == true)
        {
            return TypedResults.Ok(view);
        }

        foreach (var target in targets)
        {
            AuditTrail.Of(context).Add(new AuditTarget(target.Target.ToString()));
        }

        await store.AddAsync(rollout, targets, cancellationToken);
        return TypedResults.Accepted($"/api/v1/rollouts/{rollout.Id}", view);
    }

    /// <exception cref="RequestProblemException">There is a target that is not there, or that the caller may not touch; nothing is begun.</exception>
    private static List<OperationRequest> Taken(IReadOnlyList<TargetAnswer> answers) =>
        answers.FirstOrDefault(answer => answer.Refusal is not null) is { Refusal: { } refusal }
            ? throw new RequestProblemException(refusal)
            : [.. answers.Select(answer => answer.Request!)];

    private static Rollout Describe(RolloutRequest asked, IReadOnlyList<OperationRequest> requests, RolloutWaves waves, Caller caller, TimeProvider time) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        Kind = requests[0].Kind,
        Parameters = requests[0].Parameters,
        GuestLogon = requests[0].GuestLogon,
        Timeout = requests[0].Timeout,
        Waves = waves.ToString(),
        WaveCount = waves.Divide(requests.Count)[^1],
        MaximumFailures = asked.MaximumFailures ?? 0,
        Soak = TimeSpan.FromSeconds(asked.SoakSeconds ?? 0),
        State = RolloutState.Running,
        CreatedAt = time.GetUtcNow(),
        CreatedBy = caller.Name,
        Version = 1,
    };

    private static async Task<Ok<Page<RolloutView>>> ListAsync(
        HttpRequest request, RolloutStore store, CancellationToken cancellationToken, string? after = null, string? limit = null)
    {
        var query = new QueryReader(request.Query, nameof(after), nameof(limit));
        var before = query.Number(nameof(after), after, 1, long.MaxValue);
        var most = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        query.ThrowIfInvalid();
        var page = await SeenPages.ReadAsync(
            most, sees: null, (cursor, take) => store.ListAsync(cursor ?? before ?? long.MaxValue, take, cancellationToken), entry => entry.Rollout.Sequence);
        return TypedResults.Ok(page.Of(entry => RolloutView.Of(entry.Rollout, entry.Progress)));
    }

    private static async Task<Ok<RolloutView>> GetAsync(string id, RolloutStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(await FindAsync(id, store, cancellationToken));

    /// <exception cref="RequestProblemException">There is none of this id.</exception>
    private static async Task<RolloutView> FindAsync(string id, RolloutStore store, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var known) && await store.FindAsync(known, cancellationToken) is { } found
            ? RolloutView.Of(found.Rollout, found.Progress, found.Targets)
            : throw new RequestProblemException(Problems.Of(
                StatusCodes.Status404NotFound, "rollout-unknown", $"There is no rollout {id}.", "GET /api/v1/rollouts lists those that there are."));
}
