using System.Net.Mime;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Api;

/// <summary><c>GET /api/v1/operations/{id}/output</c>.</summary>
internal static class OutputEndpoint
{
    public static async Task ReadAsync(
        string id,
        HttpContext context,
        OperationAccess access,
        Database database,
        CancellationToken cancellationToken,
        string? stream = null,
        string? offset = null,
        string? step = null)
    {
        var query = new QueryReader(context.Request.Query, "stream", "offset", "step");
        var wanted = query.Enum<OutputStream>(nameof(stream), stream);
        var position = query.Number(nameof(offset), offset, 0, long.MaxValue) ?? 0;
        query.ThrowIfInvalid();
        var operationId = OperationEndpoints.IdOf(id);
        var operation = await access.ViewAsync(Caller.Of(context), operationId, cancellationToken);
        var end = long.MaxValue;
        if (step is not null)
        {
            (wanted, position, end) = RangeOf(operation, step);
        }

        context.Response.ContentType = MediaTypeNames.Application.Octet;
        while (position < end && await NextAsync(position) is { } piece && piece.Position < end)
        {
            await context.Response.Body.WriteAsync(piece.Data.AsMemory(0, (int)Math.Min(piece.Data.Length, end - piece.Position)), cancellationToken);
            position = piece.Position + piece.Data.Length;
        }

        Task<OutputPiece?> NextAsync(long from) =>
            database.ReadAsync(connection => OperationOutputTable.Read(connection, operationId, wanted, from), cancellationToken);
    }

    /// <summary>Where the output of a step of a workflow is, in both streams together.</summary>
    private static (OutputStream? Stream, long From, long To) RangeOf(Operation operation, string step) =>
        operation is { Kind: OperationKind.RunTask, Result: { } result }
        && result.Deserialize(ContractsJson.Default.RunTaskResult)?.Steps?.FirstOrDefault(known => known.Name == step) is { } found
            ? (null, found.OutputFrom, found.OutputTo)
            : throw new RequestProblemException(Problems.Of(
                StatusCodes.Status404NotFound, "step-unknown", $"Operation {operation.Id} has no step '{step}', or has not ended.", "Choose one of the steps in its result."));
}
