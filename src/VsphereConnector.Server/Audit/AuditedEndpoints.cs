using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Audit;

internal static class AuditedEndpoints
{
    /// <summary>Audits every request that may change something, and every one that is refused to its caller.</summary>
    public static RouteGroupBuilder Audited(this RouteGroupBuilder endpoints) => endpoints.AddEndpointFilter<RouteGroupBuilder, AuditRequests>();

    /// <summary>Says that an endpoint changes nothing although its method is not GET.</summary>
    public static TBuilder ReadsOnly<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ReadsOnly());
}

/// <summary>The endpoint changes nothing.</summary>
internal sealed record ReadsOnly;

/// <summary>Writes the entry of a request before its answer is sent.</summary>
internal sealed class AuditRequests(AuditLog audit) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var trail = new AuditTrail();
        http.Features.Set(trail);
        try
        {
            var result = await next(context);
            await WriteAsync(http, trail, (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK, result as ProblemHttpResult);
            return result;
        }
        catch (RequestProblemException refused)
        {
            await WriteAsync(http, trail, refused.Problem.StatusCode, refused.Problem);
            throw;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await WriteAsync(http, trail, StatusCodes.Status500InternalServerError, null);
            throw;
        }
    }

    private async Task WriteAsync(HttpContext http, AuditTrail trail, int status, ProblemHttpResult? problem)
    {
        if (!MayChange(http) && status is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden))
        {
            return;
        }

        var refusal = trail.Targets.FirstOrDefault(target => target.Code is not null)?.Code;
        var outcome = status switch
        {
            >= StatusCodes.Status500InternalServerError => AuditOutcome.Failed,
            >= StatusCodes.Status400BadRequest => AuditOutcome.Refused,
            _ => refusal is null ? AuditOutcome.Accepted : AuditOutcome.Partial,
        };
        await audit.WriteAsync(http, trail.Action ?? NameOf(http), outcome, problem is null ? refusal : Problems.CodeOf(problem), trail.Targets);
    }

    private static bool MayChange(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method)
        && !HttpMethods.IsHead(http.Request.Method)
        && http.GetEndpoint()?.Metadata.GetMetadata<ReadsOnly>() is null;

    private static string NameOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { Length: > 0 } name
            ? $"{char.ToUpperInvariant(name[0])}{name[1..]}"
            : http.Request.Method;
}
