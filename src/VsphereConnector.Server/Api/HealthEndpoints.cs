using System.ComponentModel;
using Dapper;
using Microsoft.Data.Sqlite;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Api;

/// <summary>Whether the server lives and can work; for load balancers and monitoring, so without a token and without details.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder api)
    {
        var health = api.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("/live", () => TypedResults.Ok(new HealthView("live", [])))
            .WithName("getLiveness")
            .WithSummary("The process answers.");
        health.MapGet("", ReadyAsync)
            .WithName("getHealth")
            .WithSummary("The server can record operations; 503 and the reasons where it cannot.")
            .Produces<HealthView>()
            .Produces<HealthView>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(Database database, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(connection => connection.Execute("UPDATE schema_migrations SET name = name WHERE number = 1"), cancellationToken);
            return TypedResults.Ok(new HealthView("ready", []));
        }
        catch (SqliteException exception)
        {
            return TypedResults.Json(
                new HealthView("unavailable", [$"The ledger cannot be written (SQLite error {exception.SqliteErrorCode})."]),
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

/// <summary>How the server is.</summary>
internal sealed record HealthView(
    [property: Description("live, ready or unavailable")] string Status,
    [property: Description("Why it is unavailable; empty where it is not.")] IReadOnlyList<string> Reasons);
