using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Api;

/// <summary><c>GET /api/v1/audit</c>: who asked for what, and what became of it.</summary>
internal static class AuditEndpoints
{
    private const int MostPerPage = 500;

    public static void MapAudit(this IEndpointRouteBuilder api) => api.MapGet("/audit", ListAsync)
        .AllowUsers(RequiredPrivileges.ToAdminister)
        .WithTags("Audit")
        .WithName("listAudit")
        .WithSummary("Lists who asked for what, newest first.")
        .WithDescription(
            "Every request that may change something and every one that was refused. Filters: user, action, target (its name, or the id of an "
            + $"operation), outcome, since. Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesValidationProblem();

    private static async Task<Ok<Page<AuditView>>> ListAsync(
        HttpRequest request,
        AuditLog audit,
        CancellationToken cancellationToken,
        string? user = null,
        string? action = null,
        string? target = null,
        string? outcome = null,
        string? since = null,
        string? after = null,
        string? limit = null)
    {
        var query = new QueryReader(request.Query, "user", "action", "target", "outcome", "since", "after", "limit");
        var filter = new AuditFilter
        {
            User = user,
            Action = action,
            Target = target,
            Outcome = query.Enum<AuditOutcome>(nameof(outcome), outcome),
            Since = query.Time(nameof(since), since),
            Before = query.Number(nameof(after), after, 1, long.MaxValue),
            Limit = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50),
        };
        query.ThrowIfInvalid();
        var page = await audit.ListAsync(filter with { Limit = filter.Limit + 1 }, cancellationToken);
        return TypedResults.Ok(new Page<AuditView>
        {
            Items = [.. page.Take(filter.Limit).Select(AuditView.Of)],
            Next = page.Count > filter.Limit ? page[filter.Limit - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null,
        });
    }
}

/// <summary>A request as the audit shows it.</summary>
internal sealed record AuditView
{
    private const int MostTargets = 20;

    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    [Description("A vSphere user or the name of an API token; empty where nobody was let in.")]
    public required string User { get; init; }

    public required CallerKind UserKind { get; init; }

    [Description("Where the user's session is.")]
    public string? VCenter { get; init; }

    [Description("Where the request came from; behind the client's proxy that is vCenter.")]
    public string? Address { get; init; }

    [Description("The kind of the operations that were submitted, CancelOperation, LogOn, or the name of another call.")]
    public required string Action { get; init; }

    [Description("Accepted, Partial (some of a batch), Refused or Failed.")]
    public required AuditOutcome Outcome { get; init; }

    [Description("Why, where it was not accepted as a whole: the name of the problem.")]
    public string? Code { get; init; }

    [Description("The first 20 of them.")]
    public required IReadOnlyList<AuditTarget> Targets { get; init; }

    public required int TargetCount { get; init; }

    [Description("How many of the same refusals before this one have no entry of their own.")]
    public int? Repeats { get; init; }

    public static AuditView Of(AuditEntry entry) => new()
    {
        Sequence = entry.Sequence,
        At = entry.At,
        User = entry.Actor,
        UserKind = entry.ActorKind,
        VCenter = entry.VCenter,
        Address = entry.Address,
        Action = entry.Action,
        Outcome = entry.Outcome,
        Code = entry.Code,
        Targets = [.. entry.Targets.Take(MostTargets)],
        TargetCount = entry.TargetCount,
        Repeats = entry.Repeats > 0 ? entry.Repeats : null,
    };
}
