using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Api;

/// <summary><c>GET /api/v1/rules/firings</c>.</summary>
internal static class FiringEndpoint
{
    private const int MostPerPage = 500;

    public static async Task<Ok<Page<FiringView>>> ListAsync(
        HttpContext context,
        RuleStore rules,
        Database database,
        VisibilityReader visibility,
        CancellationToken cancellationToken,
        string? rule = null,
        string? state = null,
        string? virtualMachine = null,
        string? after = null,
        string? limit = null)
    {
        var query = new QueryReader(context.Request.Query, nameof(rule), nameof(state), nameof(virtualMachine), nameof(after), nameof(limit));
        var filter = new FiringFilter
        {
            State = query.Enum<FiringState>(nameof(state), state),
            VirtualMachine = virtualMachine,
            Before = query.Number(nameof(after), after, 1, long.MaxValue),
            Limit = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50),
        };
        query.ThrowIfInvalid();
        filter = rule is null ? filter : filter with { Rule = (await RuleEndpoints.FindAsync(rules, rule, cancellationToken)).Id };
        var sees = await visibility.OfAsync(Caller.Of(context), cancellationToken);
        var page = await SeenPages.ReadAsync(
            filter.Limit,
            sees.IsLimited ? firing => sees.Sees(TargetOf(firing)) : null,
            (before, most) => database.ReadAsync(connection => FiringTable.List(connection, filter with { Before = before ?? filter.Before, Limit = most }), cancellationToken),
            firing => firing.Sequence);
        var names = (await rules.ListAsync(cancellationToken)).ToDictionary(known => known.Id, known => known.Name);
        return TypedResults.Ok(page.Of(firing => FiringView.Of(firing, names.GetValueOrDefault(firing.RuleId, ""))));
    }

    private static OperationTarget TargetOf(Firing firing) =>
        OperationTarget.VirtualMachine(firing.Name, firing.VCenter, firing.MoRef, firing.InstanceUuid);
}
