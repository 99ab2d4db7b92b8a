using System.Net.Mime;
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
        string? offset = null)
    {
        var query = new QueryReader(context.Request.Query, "stream", "offset");
        var wanted = query.Enum<OutputStream>(nameof(stream), stream);
        var position = query.Number(nameof(offset), offset, 0, long.MaxValue) ?? 0;
        query.ThrowIfInvalid();
        var operationId = OperationEndpoints.IdOf(id);
        await access.ViewAsync(Caller.Of(context), operationId, cancellationToken);
        context.Response.ContentType = MediaTypeNames.Application.Octet;
        while (await NextAsync(position) is { } piece)
        {
            await context.Response.Body.WriteAsync(piece.Data, cancellationToken);
            position = piece.Position + piece.Data.Length;
        }

        Task<OutputPiece?> NextAsync(long from) =>
            database.ReadAsync(connection => OperationOutputTable.Read(connection, operationId, wanted, from), cancellationToken);
    }
}
