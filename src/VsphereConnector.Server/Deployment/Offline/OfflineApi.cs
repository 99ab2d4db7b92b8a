using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Channels.Ssh;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Deployment.Offline;

/// <summary>Offline deployment over REST: tokens for an administrator's own tooling, and the file that it runs.</summary>
internal static class OfflineApi
{
    private const int MostPerPage = 500;

    public static void MapOffline(this IEndpointRouteBuilder api)
    {
        var tokens = api.MapGroup("/deployment-tokens").WithTags("Offline deployment").AllowUsers(RequiredPrivileges.ToAdminister);
        tokens.MapPost("", CreateAsync)
            .Accepts<DeploymentTokenRequest>(MediaTypeNames.Application.Json)
            .WithName("createDeploymentToken")
            .WithSummary("Makes a token by which machines enrol that your own tooling installs; it is shown this once.")
            .Produces<NewDeploymentTokenView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesValidationProblem();
        tokens.MapGet("", ListAsync)
            .WithName("listDeploymentTokens")
            .WithSummary("Lists deployment tokens, newest first.")
            .WithDescription($"Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
            .Produces<Page<DeploymentToken>>()
            .ProducesValidationProblem();
        tokens.MapGet("/{id}", GetAsync)
            .WithName("getDeploymentToken")
            .WithSummary("One deployment token, with the machines that enrolled by it.")
            .Produces<DeploymentTokenView>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        tokens.MapDelete("/{id}", WithdrawAsync)
            .WithName("withdrawDeploymentToken")
            .WithSummary("Ends a deployment token. Machines that enrolled by it stay.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/deployment-packages", PackAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Accepts<DeploymentPackageRequest>(MediaTypeNames.Application.Json)
            .WithTags("Offline deployment")
            .WithName("makeDeploymentPackage")
            .WithSummary("One file that installs the connector where your own tooling runs it as root: sh FILE.")
            .Produces<byte[]>(contentType: MediaTypeNames.Application.Octet)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem();
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, DeploymentTokens tokens, EndpointRegistry endpoints, CancellationToken cancellationToken)
    {
        var request = await RequestBody.ReadAsync<DeploymentTokenRequest>(context.Request);
        Check(request);
        AuditTrail.Of(context).Add(new AuditTarget(request.Endpoint ?? request.NamePattern!));
        var endpoint = request.Endpoint is { } name ? await endpoints.GetAsync(name, cancellationToken) : null;
        var (token, known) = await tokens.CreateAsync(
            request.NamePattern, endpoint, request.Machines ?? 1, TimeSpan.FromHours(request.LifetimeHours ?? 24), Caller.Of(context).Name, cancellationToken);
        return TypedResults.Created($"/api/v1/deployment-tokens/{known.Id}", new NewDeploymentTokenView(token, known));
    }

    /// <exception cref="RequestProblemException">With everything that is wrong.</exception>
    private static void Check(DeploymentTokenRequest request)
    {
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "namePattern, endpoint, machines, lifetimeHours");
        if ((request.NamePattern is null) == (request.Endpoint is null))
        {
            findings.Add("namePattern", "Give a namePattern or an endpoint, not both: a token is never good for every machine.");
        }

        if (request.NamePattern is { } pattern && (pattern.Length > 200 || pattern.Any(char.IsControl) || pattern.Trim('*', '?', ' ').Length == 0))
        {
            findings.Add("namePattern", "Must have at least one character beside * and ?, and 200 at the most.");
        }

        if (request.Machines is < 1 or > DeploymentTokens.MostMachines || (request.Endpoint is not null && request.Machines is > 1))
        {
            findings.Add("machines", $"Must be from 1 to {DeploymentTokens.MostMachines}, and 1 for an endpoint.");
        }

        if (request.LifetimeHours is { } hours && !(hours >= DeploymentTokens.ShortestLife.TotalHours && hours <= DeploymentTokens.LongestLife.TotalHours))
        {
            findings.Add("lifetimeHours", string.Create(
                CultureInfo.InvariantCulture, $"Must be from {DeploymentTokens.ShortestLife.TotalHours:0.###} to {DeploymentTokens.LongestLife.TotalHours}."));
        }

        ThrowIfInvalid(findings);
    }

    private static async Task<IResult> ListAsync(
        HttpRequest request, DeploymentTokens tokens, CancellationToken cancellationToken, string? after = null, string? limit = null)
    {
        var query = new QueryReader(request.Query, nameof(after), nameof(limit));
        var before = query.Number(nameof(after), after, 1, long.MaxValue) ?? long.MaxValue;
        var most = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        query.ThrowIfInvalid();
        var page = await SeenPages.ReadAsync(
            most, sees: null, (cursor, take) => tokens.ListAsync(cursor ?? before, take, cancellationToken), token => token.Sequence);
        return TypedResults.Ok(page.Of(token => token));
    }

    private static async Task<IResult> GetAsync(string id, DeploymentTokens tokens, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "D", out var known) && await tokens.FindAsync(known, cancellationToken) is var (token, uses)
            ? TypedResults.Ok(new DeploymentTokenView(token, uses))
            : Unknown(id);

    private static async Task<IResult> WithdrawAsync(string id, HttpContext context, DeploymentTokens tokens, CancellationToken cancellationToken)
    {
        AuditTrail.Of(context).Add(new AuditTarget(id));
        return Guid.TryParseExact(id, "D", out var known) && await tokens.WithdrawAsync(known, cancellationToken) ? TypedResults.NoContent() : Unknown(id);
    }

    private static async Task<IResult> PackAsync(HttpContext context, InstallationKit kit, CancellationToken cancellationToken)
    {
        var request = await RequestBody.ReadAsync<DeploymentPackageRequest>(context.Request);
        Check(request);
        var parameters = new InstallConnectorParameters
        {
            RunAs = request.RunAs, ParentFolder = request.ParentFolder, TempFolder = request.TempFolder, Proxy = request.Proxy,
        };
        try
        {
            var bundle = await kit.MakeBundleAsync(
                GuestSystem.Linux, $"linux-{request.Architecture ?? "x64"}", request.Token ?? DeploymentTokens.Placeholder, parameters);
            using var content = new MemoryStream();
            await using var stream = bundle.Files.Single().OpenRead();
            await stream.CopyToAsync(content, cancellationToken);
            var temps = kit.TempFoldersFor(GuestSystem.Linux, parameters);
            return TypedResults.Bytes(OfflinePackage.Create(content.ToArray(), temps), MediaTypeNames.Application.Octet, "vlink-install.sh");
        }
        catch (OperationException exception)
        {
            return Problems.Of(StatusCodes.Status409Conflict, exception.Error.Code, exception.Error.Message, exception.Error.Remedy);
        }
    }

    /// <exception cref="RequestProblemException">With everything that is wrong.</exception>
    private static void Check(DeploymentPackageRequest request)
    {
        var findings = new Findings();
        findings.Unknown("", request.Unknown, "operatingSystem, architecture, token, runAs, parentFolder, tempFolder, proxy");
        if (request.OperatingSystem is { } system && !system.Equals("linux", StringComparison.OrdinalIgnoreCase))
        {
            findings.Add("operatingSystem", "Must be linux: packages for other systems are not made yet.");
        }

        if (request.Architecture is not (null or "x64" or "arm64" or "musl-x64"))
        {
            findings.Add("architecture", "Must be x64, arm64 or musl-x64.");
        }

        if (request.Token is { } token && (token.Length != DeploymentTokens.Placeholder.Length || !token.StartsWith(DeploymentTokens.Prefix, StringComparison.Ordinal)))
        {
            findings.Add("token", "Must be a token that POST /api/v1/deployment-tokens answered with.");
        }

        if (request.RunAs is { } account && !SshTarget.IsUser(account))
        {
            findings.Add("runAs", "Must be the name of an account, such as jetuser.");
        }

        var parameters = JsonSerializer.SerializeToElement(
            new InstallConnectorParameters { ParentFolder = request.ParentFolder, TempFolder = request.TempFolder, Proxy = request.Proxy }, ApiJson.Options);
        OperationParameters.Check(OperationKind.InstallConnector, parameters, findings);
        ThrowIfInvalid(findings);
    }

    private static void ThrowIfInvalid(Findings findings)
    {
        if (!findings.IsEmpty)
        {
            throw new RequestProblemException(Problems.Invalid(findings.ByField()));
        }
    }

    private static IResult Unknown(string id) => Problems.Of(
        StatusCodes.Status404NotFound,
        "deployment-token-unknown",
        $"There is no deployment token {id} that is good still.",
        "Choose one of those that GET /api/v1/deployment-tokens lists.");
}
