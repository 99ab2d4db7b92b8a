using System.ComponentModel;
using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Audit;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Packages;

/// <summary>Packages over REST: upload, list, look at, remove.</summary>
internal static class PackageEndpoints
{
    private const int MostPerPage = 500, LongestName = 200;

    public static void MapPackages(this IEndpointRouteBuilder api)
    {
        var packages = api.MapGroup("/packages").WithTags("Packages");
        packages.MapPost("", AddAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .Accepts<byte[]>(MediaTypeNames.Application.Octet)
            .Produces<Package>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage)
            .WithName("addPackage")
            .WithSummary("Uploads a package: the software of an agent, a patch, or a connector's program.")
            .WithDescription("The body is the file. Where sha256 is given, what comes must have it. The same content is kept once.");
        packages.MapGet("", ListAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .WithName("listPackages")
            .WithSummary("Lists packages, newest first.")
            .WithDescription($"Up to {MostPerPage} at once (limit); 'next' of one page is 'after' of the following.")
            .ProducesValidationProblem();
        packages.MapGet("/{sha256}", GetAsync)
            .AllowUsers(RequiredPrivileges.ToView)
            .WithName("getPackage")
            .WithSummary("One package.")
            .Produces<Package>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        packages.MapDelete("/{sha256}", RemoveAsync)
            .AllowUsers(RequiredPrivileges.ToAdminister)
            .WithName("removePackage")
            .WithSummary("Removes a package. Operations that still need it fail.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Answers what goes wrong with a file on its way in.</summary>
    public static async Task<IResult> GuardAsync(HttpContext context, long most, Func<Task<IResult>> receive)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        try
        {
            return await receive();
        }
        catch (HashMismatchException mismatch)
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest, "hash-mismatch", "What came is not what was announced; nothing was kept.", $"{mismatch.Message} Send it again.");
        }
        catch (Exception exception) when (exception is FileTooLargeException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return Problems.TooLarge(most);
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            return Problems.StorageFull();
        }
    }

    private static Task<IResult> AddAsync(
        HttpContext context,
        PackageStore packages,
        CancellationToken cancellationToken,
        [Description("The name of the file, for people.")] string? name = null,
        [Description("The SHA-256 that it must have, in hex.")] string? sha256 = null)
    {
        var findings = new Findings();
        new QueryReader(context.Request.Query, nameof(name), nameof(sha256)).ThrowIfInvalid();
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl))
        {
            findings.Add(nameof(name), $"Must be a name of up to {LongestName} characters.");
        }

        var expected = sha256?.ToLowerInvariant();
        if (expected is not null && !TransferLimits.IsSha256(expected))
        {
            findings.Add(nameof(sha256), "Must be a SHA-256 in hex: 64 digits.");
        }

        if (findings.ByField() is { Count: > 0 } errors)
        {
            return Task.FromResult<IResult>(Problems.Invalid(errors));
        }

        return GuardAsync(context, TransferLimits.MaximumPackageBytes, async () =>
        {
            AuditTrail.Of(context).Add(new AuditTarget(name!));
            var package = await packages.AddAsync(name!, context.Request.Body, expected, context.User.Identity!.Name!, cancellationToken);
            return TypedResults.Created($"/api/v1/packages/{package.Sha256}", package);
        });
    }

    private static async Task<Ok<Page<Package>>> ListAsync(
        HttpRequest request, PackageStore packages, CancellationToken cancellationToken, string? after = null, string? limit = null)
    {
        var query = new QueryReader(request.Query, nameof(after), nameof(limit));
        var before = query.Number(nameof(after), after, 1, long.MaxValue) ?? long.MaxValue;
        var most = (int)(query.Number(nameof(limit), limit, 1, MostPerPage) ?? 50);
        query.ThrowIfInvalid();
        var page = await packages.ListAsync(before, most + 1, cancellationToken);
        return TypedResults.Ok(new Page<Package>
        {
            Items = [.. page.Take(most)],
            Next = page.Count > most ? page[most - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    private static async Task<IResult> GetAsync(string sha256, PackageStore packages, CancellationToken cancellationToken) =>
        await packages.FindAsync(sha256.ToLowerInvariant(), cancellationToken) is { } package ? TypedResults.Ok(package) : Unknown(sha256);

    private static async Task<IResult> RemoveAsync(string sha256, HttpContext context, PackageStore packages, CancellationToken cancellationToken)
    {
        AuditTrail.Of(context).Add(new AuditTarget(sha256));
        return await packages.RemoveAsync(sha256.ToLowerInvariant(), cancellationToken) ? TypedResults.NoContent() : Unknown(sha256);
    }

    private static ProblemHttpResult Unknown(string sha256) => Problems.Of(
        StatusCodes.Status404NotFound, "package-unknown", $"There is no package {sha256}.", "Choose one of those that GET /api/v1/packages lists, or upload it.");

    private static bool IsDiskFull(IOException exception) =>
        exception.HResult is 28 or 122 or unchecked((int)0x80070070) or unchecked((int)0x80070027);
}
