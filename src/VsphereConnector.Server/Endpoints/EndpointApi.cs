using System.ComponentModel;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Endpoints.Import;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Endpoints;

/// <summary>Registered endpoints over REST: list, look at, register, change, remove.</summary>
internal static class EndpointApi
{
    private const int MostPerPage = 500;

    public static void MapEndpoints(this IEndpointRouteBuilder api)
    {
        var endpoints = api.MapGroup("/endpoints").WithTags("Endpoints");
        endpoints.MapGet("", ListAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .WithName("listEndpoints")
            .WithSummary("Lists the machines that are registered by their addresses, in the order of their registration.")
            .WithDescription(
                "Filters: name (a part of it), address, operatingSystem, driver, credential. "
                + $"Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
            .Produces<Page<EndpointView>>()
            .ProducesValidationProblem();
        endpoints.MapGet("/{id}", GetAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .WithName("getEndpoint")
            .WithSummary("One endpoint, by its id or its name.")
            .Produces<EndpointView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        endpoints.MapPost("", AddAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Accepts<EndpointInput>("application/json")
            .WithName("addEndpoint")
            .WithSummary("Registers a machine by its address.")
            .Produces<EndpointView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem();
        endpoints.MapPost("/import", ImportAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Accepts<ImportRequest>("application/json")
            .WithName("importEndpoints")
            .WithSummary("Registers many machines: from a CSV file, from ranges of addresses, or one by one.")
            .WithDescription(
                $"Up to {ImportLines.Most} at once. One that is there, by its name or else by its address, is changed to what is said; what is "
                + "not said stays. Each line is answered by itself.")
            .Produces<ImportView>()
            .ProducesValidationProblem();
        endpoints.MapPut("/{id}", ChangeAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Accepts<EndpointChange>("application/json")
            .WithName("changeEndpoint")
            .WithSummary("Changes an endpoint to what is sent.")
            .WithDescription("The body is the whole endpoint, with the 'version' that was read.")
            .Produces<EndpointView>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem();
        endpoints.MapDelete("/{id}", RemoveAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .WithName("removeEndpoint")
            .WithSummary("Forgets an endpoint. Nothing is done on the machine.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request,
        EndpointRegistry registry,
        EndpointViews views,
        CancellationToken cancellationToken,
        string? name = null,
        string? address = null,
        string? operatingSystem = null,
        string? driver = null,
        string? credential = null,
        string? after = null,
        string? limit = null)
    {
        var values = new QueryReader(request.Query, "name", "address", "operatingSystem", "driver", "credential", "after", "limit");
        var most = (int)(values.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        var query = new EndpointQuery
        {
            After = values.Number(nameof(after), after, 0, long.MaxValue) ?? 0,
            Limit = most,
            Name = name,
            Address = address,
            OperatingSystem = values.Enum<EndpointSystem>(nameof(operatingSystem), operatingSystem),
            Driver = values.Enum<EndpointDriver>(nameof(driver), driver),
            Credential = credential,
        };
        values.ThrowIfInvalid();
        var page = await SeenPages.ReadAsync(
            most,
            sees: null,
            (cursor, take) => registry.ListAsync(query with { After = cursor ?? query.After, Limit = take }, cancellationToken),
            endpoint => endpoint.Sequence);
        var shown = await views.OfAsync(page.Items, cancellationToken);
        return TypedResults.Ok(new SeenPage<EndpointView>(shown, page.Next).Of(view => view));
    }

    private static async Task<IResult> GetAsync(string id, EndpointRegistry registry, EndpointViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(await views.OfAsync(await registry.GetAsync(id, cancellationToken), cancellationToken));

    private static async Task<IResult> AddAsync(HttpContext context, EndpointRegistry registry, EndpointViews views, CancellationToken cancellationToken)
    {
        var definition = Check(await RequestBody.ReadAsync<EndpointInput>(context.Request));
        AuditTrail.Of(context).Add(new AuditTarget(definition.Name));
        var endpoint = await registry.AddAsync(definition, Caller.Of(context).Name, cancellationToken);
        return TypedResults.Created($"/api/v1/endpoints/{endpoint.Id}", await views.OfAsync(endpoint, cancellationToken));
    }

    private static async Task<IResult> ImportAsync(HttpContext context, EndpointImport import, CancellationToken cancellationToken)
    {
        var request = await RequestBody.ReadAsync<ImportRequest>(context.Request);
        var view = await import.RunAsync(ImportLines.Of(request), request, Caller.Of(context).Name, cancellationToken);
        var trail = AuditTrail.Of(context);
        trail.Action = request.DryRun ? "ImportEndpoints (dry run)" : null;
        foreach (var item in view.Items)
        {
            trail.Add(new AuditTarget(item.Name ?? item.Address ?? $"line {item.Line}", null, item.Outcome == ImportOutcome.Broken ? "line-broken" : null));
        }

        return TypedResults.Ok(view);
    }

    private static async Task<IResult> ChangeAsync(
        string id, HttpContext context, EndpointRegistry registry, EndpointViews views, CancellationToken cancellationToken)
    {
        AuditTrail.Of(context).Add(new AuditTarget(id));
        var known = await registry.GetAsync(id, cancellationToken);
        var change = await RequestBody.ReadAsync<EndpointChange>(context.Request);
        var findings = new Findings();
        var definition = EndpointRules.Check(change, findings);
        if (change.Version is null)
        {
            findings.Add("version", "Must be the version that was read.");
        }

        ThrowIfInvalid(findings);
        var changed = await registry.ChangeAsync(known, change.Version!.Value, definition!, Caller.Of(context).Name, cancellationToken);
        return TypedResults.Ok(await views.OfAsync(changed, cancellationToken));
    }

    private static async Task<IResult> RemoveAsync(
        string id,
        HttpContext context,
        EndpointRegistry registry,
        CancellationToken cancellationToken,
        [Description("Also where a connector is on it.")] bool force = false)
    {
        AuditTrail.Of(context).Add(new AuditTarget(id));
        await registry.RemoveAsync(await registry.GetAsync(id, cancellationToken), force, cancellationToken);
        return TypedResults.NoContent();
    }

    private static EndpointDefinition Check(EndpointInput input)
    {
        var findings = new Findings();
        var definition = EndpointRules.Check(input, findings);
        ThrowIfInvalid(findings);
        return definition!;
    }

    private static void ThrowIfInvalid(Findings findings)
    {
        if (!findings.IsEmpty)
        {
            throw new RequestProblemException(Problems.Invalid(findings.ByField()));
        }
    }
}
