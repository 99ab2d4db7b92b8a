using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Data.Sqlite;

namespace VsphereConnector.Server.Api;

/// <summary>Gives everything that fails outside an endpoint's own hands a problem for its body.</summary>
internal static partial class ProblemResponses
{
    private const int DiskFull = 13;

    public static void UseProblemResponses(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = AnswerExceptionAsync,
            SuppressDiagnosticsCallback = _ => true, // what is worth it is logged below
        });
        app.UseStatusCodePages(context => AnswerStatusAsync(context.HttpContext));
    }

    private static Task AnswerExceptionAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var problem = exception switch
        {
            RequestProblemException refused => refused.Problem,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.TooLarge(RequestBody.MostBytes),
            BadHttpRequestException bad => Problems.Of(bad.StatusCode, "request-malformed", "The request is malformed.", bad.Message),
            SqliteException { SqliteErrorCode: DiskFull } => Problems.StorageFull(),
            _ => Problems.Internal(Activity.Current?.Id ?? context.TraceIdentifier),
        };
        if (problem.StatusCode >= StatusCodes.Status500InternalServerError && exception is not null)
        {
            var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProblemResponses).FullName!);
            LogFailed(log, context.Request.Method, context.Request.Path, Activity.Current?.Id ?? context.TraceIdentifier, exception);
        }

        return problem.ExecuteAsync(context);
    }

    private static Task AnswerStatusAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.UnknownPath(context.Request.Path).ExecuteAsync(context),
        StatusCodes.Status405MethodNotAllowed => Problems.WrongMethod(context.Request.Method, context.Request.Path).ExecuteAsync(context),
        StatusCodes.Status415UnsupportedMediaType => Problems.WrongContentType().ExecuteAsync(context),
        _ => Task.CompletedTask,
    };

    [LoggerMessage(2000, LogLevel.Error, "{Method} {Path} failed ({TraceId})")]
    private static partial void LogFailed(ILogger logger, string method, string path, string traceId, Exception exception);
}

/// <summary>A request cannot be answered, for the reason that <see cref="Problem"/> tells.</summary>
internal sealed class RequestProblemException(Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult problem)
    : Exception(problem.ProblemDetails.Title)
{
    public Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Problem { get; } = problem;
}
