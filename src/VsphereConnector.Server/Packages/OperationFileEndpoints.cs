using System.Net.Mime;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Packages;

/// <summary>The files of operations over REST.</summary>
internal static class OperationFileEndpoints
{
    public static void MapOperationFiles(this IEndpointRouteBuilder api)
    {
        var files = api.MapGroup("/operations/{id}/files").WithTags("Operations");
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

    private static async Task<IResult> ListAsync(string id, OperationFileStore files, CancellationToken cancellationToken) =>
        TypedResults.Ok(await files.ListAsync(OperationEndpoints.IdOf(id), cancellationToken));

    private static async Task<IResult> GetAsync(string id, string name, OperationFileStore files, CancellationToken cancellationToken) =>
        await files.FindAsync(OperationEndpoints.IdOf(id), name, cancellationToken) is { } path
            ? TypedResults.PhysicalFile(path, MediaTypeNames.Application.Octet, name, enableRangeProcessing: true)
            : Problems.Of(
                StatusCodes.Status404NotFound,
                "file-unknown",
                $"Operation {id} has no file '{name}'.",
                "Choose one of those that GET /api/v1/operations/{id}/files lists.");
}
