using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Deployment.Aliases;

/// <summary><c>GET /api/v1/guest-aliases</c>: where this server comes in without a password.</summary>
internal static class GuestAliasEndpoints
{
    private const int MostPerPage = 500;

    public static void MapGuestAliases(this IEndpointRouteBuilder api) => api.MapGet("/guest-aliases", ListAsync)
        .AllowUsers()
        .WithTags("Virtual machines")
        .WithName("listGuestAliases")
        .WithSummary("The guest aliases that this server added or tried, and what the guests said.")
        .WithDescription(
            $"Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following. The operation VerifyGuestAlias asks a guest "
            + "itself, and its result lists all aliases of the account.")
        .ProducesValidationProblem();

    private static async Task<Ok<Page<KnownAliasView>>> ListAsync(
        HttpContext context, KnownAliases aliases, VisibilityReader visibility, CancellationToken cancellationToken, string? after = null, string? limit = null)
    {
        var query = new QueryReader(context.Request.Query, nameof(after), nameof(limit));
        var skip = (int)(query.Number(nameof(after), after, 1, int.MaxValue) ?? 0);
        var take = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        query.ThrowIfInvalid();
        var sees = await visibility.OfAsync(Caller.Of(context), cancellationToken);
        var read = await aliases.ListAsync(skip, take, cancellationToken);
        return TypedResults.Ok(new Page<KnownAliasView>
        {
            Items = [.. read.Where(alias => sees.Sees(OperationTarget.VirtualMachine(alias.Name, alias.VCenter, alias.MoRef))).Select(KnownAliasView.Of)],
            Next = read.Count == take ? (skip + take).ToString(CultureInfo.InvariantCulture) : null,
        });
    }
}

/// <summary>A guest alias as callers see it.</summary>
internal sealed record KnownAliasView
{
    public required string VirtualMachine { get; init; }

    public required string VCenter { get; init; }

    public required string MoRef { get; init; }

    [Description("The account in the guest.")]
    public required string Account { get; init; }

    [Description("Whom it lets in.")]
    public required string Subject { get; init; }

    [Description("Missing: this server has tried it, and somebody else added it, or nobody has.")]
    public DateTimeOffset? AddedAt { get; init; }

    [Description("When the guest last took a token.")]
    public DateTimeOffset? AcceptedAt { get; init; }

    [Description("False: the guest has refused it since; add it again.")]
    public required bool Usable { get; init; }

    public static KnownAliasView Of(KnownAlias alias) => new()
    {
        VirtualMachine = alias.Name,
        VCenter = alias.VCenter,
        MoRef = alias.MoRef,
        Account = alias.Account,
        Subject = alias.Subject,
        AddedAt = alias.AddedAt,
        AcceptedAt = alias.AcceptedAt,
        Usable = alias.IsUsable,
    };
}
