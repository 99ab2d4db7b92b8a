using System.Net.Mime;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Plugin.Authorization;

namespace VsphereConnector.Server.Packages;

/// <summary>The files of operations over REST.</summary>
internal static class OperationFileEndpoints
{
    public static void MapOperationFiles(this IEndpointRouteBuilder api)
    {
        var files = api.MapGroup("/operations/{id}/files").WithTags("Operations").AllowUsers();
        files.MapGet("", ListAsync)
            .WithName("listOperationFiles")
            .WithSummary("The files that an operation left on the server, such as logs.")
            .Produces<IReadOnlyList<OperationFile>>();
        files.MapGet("/{name}", GetAsync)
            .WithName("getOperationFile")
            .WithSummary("The content of one of them; ranges may be asked for.")
            .Produces<byte[]>(StatusCodes.Status200OK, MediaTypeNames.Application.Octet)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        string id, HttpContext context, OperationAccess access, OperationFileStore files, CancellationToken cancellationToken)
    {
        var operation = await access.ViewAsync(Caller.Of(context), OperationEndpoints.IdOf(id), cancellationToken);
        return TypedResults.Ok(await files.ListAsync(operation.Id, cancellationToken));
    }

    private static async Task<IResult> GetAsync(
        string id, string name, HttpContext context, OperationAccess access, OperationFileStore files, CancellationToken cancellationToken)
    {
        var operation = await access.ViewAsync(Caller.Of(context), OperationEndpoints.IdOf(id), cancellationToken);
        return await files.FindAsync(operation.Id, name, cancellationToken) is { } path
            ? TypedResults.PhysicalFile(path, MediaTypeNames.Application.Octet, name, enableRangeProcessing: true)
            : Problems.Of(
                StatusCodes.Status404NotFound,
                "file-unknown",
                $"Operation {id} has no file '{name}'.",
                "Choose one of those that GET /api/v1/operations/{id}/files lists.");
    }
}
