using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Credentials;

/// <summary>Credentials over REST: their secrets go in and never come out.</summary>
internal static class CredentialEndpoints
{
    private const int MostPerPage = 500;

    public static void MapCredentials(this IEndpointRouteBuilder api)
    {
        var credentials = api.MapGroup("/credentials").WithTags("Credentials").AllowUsers(RequiredPrivileges.ToAdminister);
        credentials.MapGet("", ListAsync)
            .WithName("listCredentials")
            .WithSummary("Lists credentials with how they stand; their secrets are never shown.")
            .WithDescription($"Stored and configured ones, then suspended logons of requests. Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
            .ProducesValidationProblem();
        credentials.MapGet("/{name}", GetAsync)
            .WithName("getCredential")
            .WithSummary("One credential without its secret.")
            .Produces<CredentialView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        credentials.MapPost("", AddAsync)
            .Accepts<AddCredentialRequest>("application/json")
            .Produces<CredentialView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem()
            .WithName("addCredential")
            .WithSummary("Keeps a credential. Its secret is encrypted and cannot be read again.");
        credentials.MapPut("/{name}/secret", RotateAsync)
            .Accepts<RotateCredentialRequest>("application/json")
            .Produces<CredentialView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem()
            .WithName("rotateCredential")
            .WithSummary("Replaces the secret. Operations that waited for that go on with the new one.");
        credentials.MapPatch("/{name}", ChangeAsync)
            .Accepts<ChangeCredentialRequest>("application/json")
            .Produces<CredentialView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem()
            .WithName("changeCredential")
            .WithSummary("Changes what a credential opens, or where it may be used.");
        credentials.MapDelete("/{name}", RemoveAsync)
            .WithName("removeCredential")
            .WithSummary("Removes a credential. Operations that still need it fail.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        credentials.MapPost("/{name}/confirm", ConfirmAsync)
            .WithName("confirmCredential")
            .WithSummary("Says that a suspended credential is right: it is tried again, on one machine at first.")
            .WithDescription("Operations that waited for that go on. Machines that refused it twice are asked again, too.")
            .Produces<CredentialView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<Page<CredentialView>>> ListAsync(
        HttpRequest request, CredentialOverview overview, CancellationToken cancellationToken, string? after = null, string? limit = null)
    {
        var query = new QueryReader(request.Query, nameof(after), nameof(limit));
        var skip = (int)(query.Number(nameof(after), after, 1, int.MaxValue) ?? 0);
        var take = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        query.ThrowIfInvalid();
        var all = await overview.ListAsync(cancellationToken);
        return TypedResults.Ok(new Page<CredentialView>
        {
            Items = [.. all.Skip(skip).Take(take)],
            Next = skip + take < all.Count ? (skip + take).ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    private static async Task<IResult> GetAsync(string name, CredentialOverview overview, CancellationToken cancellationToken) =>
        await overview.FindAsync(name, cancellationToken) is { } view ? TypedResults.Ok(view) : CredentialProblems.Unknown(name);

    private static async Task<IResult> AddAsync(
        HttpContext context,
        CredentialRules rules,
        CredentialStore store,
        CredentialOverview overview,
        CredentialChanges changes,
        CancellationToken cancellationToken)
    {
        var request = await RequestBody.ReadAsync<AddCredentialRequest>(context.Request);
        AuditTrail.Of(context).Add(new AuditTarget(request.Name ?? ""));
        var added = rules.Check(request);
        if (await store.AddAsync(added, Caller.Of(context).Name, cancellationToken) is not { } credential)
        {
            return CredentialProblems.Exists(added.Name);
        }

        await changes.AnnounceAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/credentials/{credential.Name}", await overview.FindAsync(credential.Name, cancellationToken));
    }

    private static async Task<IResult> RotateAsync(
        string name, HttpContext context, CredentialStore store, CredentialOverview overview, CredentialChanges changes, CancellationToken cancellationToken)
    {
        var request = await RequestBody.ReadAsync<RotateCredentialRequest>(context.Request);
        var before = await FindAsync(name, request.Version, context, store, cancellationToken);
        CredentialRules.Check(request, before.Kinds);
        var changed = await store.ChangeAsync(
            before, credential => credential with { Username = request.Username ?? credential.Username }, request.ToSecret(), cancellationToken);
        return await AnswerAsync(changed, name, overview, changes, cancellationToken);
    }

    private static async Task<IResult> ChangeAsync(
        string name,
        HttpContext context,
        CredentialRules rules,
        CredentialStore store,
        CredentialOverview overview,
        CredentialChanges changes,
        CancellationToken cancellationToken)
    {
        var request = await RequestBody.ReadAsync<ChangeCredentialRequest>(context.Request);
        var before = await FindAsync(name, request.Version, context, store, cancellationToken);
        rules.Check(request, before);
        var changed = await store.ChangeAsync(
            before,
            credential => credential with { Kinds = request.Kinds ?? credential.Kinds, Scope = request.Scope ?? credential.Scope },
            null,
            cancellationToken);
        return await AnswerAsync(changed, name, overview, changes, cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(
        string name, HttpContext context, CredentialStore store, CredentialOverview overview, CredentialChanges changes, CancellationToken cancellationToken)
    {
        var before = await FindAsync(name, null, context, store, cancellationToken);
        if (await overview.FindAsync(name, cancellationToken) is { UsedBy.Endpoints: > 0 and var endpoints })
        {
            return CredentialProblems.InUse(name, endpoints);
        }

        if (!await store.RemoveAsync(before.Name, cancellationToken))
        {
            return CredentialProblems.Unknown(name);
        }

        await changes.AnnounceAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ConfirmAsync(
        string name, HttpContext context, CredentialOverview overview, LockoutGuard guard, CredentialChanges changes, CancellationToken cancellationToken)
    {
        AuditTrail.Of(context).Add(new AuditTarget(name));
        var view = await overview.FindAsync(name, cancellationToken);
        if (view is null || await overview.FindFingerprintAsync(name, cancellationToken) is not { } fingerprint)
        {
            return CredentialProblems.Unknown(name);
        }

        if (!await guard.ConfirmAsync(fingerprint, Caller.Of(context).Name, cancellationToken))
        {
            return TypedResults.Ok(view);
        }

        await changes.AnnounceAsync(cancellationToken);
        return TypedResults.Ok(await overview.FindAsync(name, cancellationToken) ?? view with { State = LogonState.Unproved, SuspendedAt = null });
    }

    private static async Task<StoredCredential> FindAsync(
        string name, long? version, HttpContext context, CredentialStore store, CancellationToken cancellationToken)
    {
        AuditTrail.Of(context).Add(new AuditTarget(name));
        if (store.FindConfigured(name) is not null)
        {
            throw new RequestProblemException(CredentialProblems.Configured(name));
        }

        var found = await store.FindAsync(name, cancellationToken) ?? throw new RequestProblemException(CredentialProblems.Unknown(name));
        return version is null || version == found.Version ? found : throw new RequestProblemException(CredentialProblems.Changed(name, found.Version));
    }

    private static async Task<IResult> AnswerAsync(
        StoredCredential? changed, string name, CredentialOverview overview, CredentialChanges changes, CancellationToken cancellationToken)
    {
        if (changed is null)
        {
            return CredentialProblems.Changed(name, null);
        }

        await changes.AnnounceAsync(cancellationToken);
        return await overview.FindAsync(name, cancellationToken) is { } view ? TypedResults.Ok(view) : CredentialProblems.Unknown(name);
    }
}
