using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Enrolment;

/// <summary>Enrolment and renewal of connectors' certificates.</summary>
internal static partial class EnrolmentEndpoints
{
    private const int MaximumBodyBytes = 64 * 1024;

    public static void MapEnrolment(this IEndpointRouteBuilder routes)
    {
        var limit = new RequestSizeLimitAttribute(MaximumBodyBytes);
        routes.MapPost(ConnectorPaths.Enrol, EnrolAsync).WithMetadata(limit).ExcludeFromDescription();
        routes.MapPost(ConnectorPaths.Renew, RenewAsync).WithMetadata(limit).ExcludeFromDescription();
    }

    private static Task<IResult> EnrolAsync(
        HttpContext context, Enrolments enrolments, EnrolmentFailures failures, ILogger<Enrolments> log) =>
        GuardAsync(context, failures, log, async () =>
        {
            var request = await ReadAsync(context, ContractsJson.Default.EnrolmentRequest);
            var enrolled = await enrolments.EnrolAsync(request, context.Connection.RemoteIpAddress?.ToString(), context.RequestAborted);
            if (!enrolled.IsRepeated)
            {
                LogEnrolled(log, enrolled.Response.ConnectorId, request.Machine.HostName, context.Connection.RemoteIpAddress);
            }

            return enrolled.Response;
        });

    private static Task<IResult> RenewAsync(
        HttpContext context,
        Enrolments enrolments,
        ConnectorCertificate certificates,
        EnrolmentFailures failures,
        ILogger<Enrolments> log) =>
        GuardAsync(context, failures, log, async () =>
        {
            var connector = await certificates.OwnerAsync(
                    context.Connection.ClientCertificate, Enrolments.RenewalGrace, context.RequestAborted)
                ?? throw EnrolmentRefusedException.CertificateWithdrawn();
            var request = await ReadAsync(context, ContractsJson.Default.RenewalRequest);
            return await enrolments.RenewAsync(connector.Id, request, context.RequestAborted);
        });

    private static async Task<IResult> GuardAsync(
        HttpContext context, EnrolmentFailures failures, ILogger log, Func<Task<EnrolmentResponse>> answer)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (failures.TooMany(address))
        {
            context.Response.Headers.RetryAfter = EnrolmentFailures.RetryAfterSeconds;
            return EnrolmentRefusedException.ProblemOf(
                StatusCodes.Status429TooManyRequests,
                new("too-many-failures", "Too many enrolments from this address were refused.", "Wait a minute and try again."));
        }

        try
        {
            return TypedResults.Json(await answer(), ContractsJson.Default.EnrolmentResponse);
        }
        catch (EnrolmentRefusedException refused)
        {
            failures.Add(address);
            LogRefused(log, address, refused.Error.Code);
            return refused.Problem;
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException)
        {
            failures.Add(address);
            return EnrolmentRefusedException.ProblemOf(
                (e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest,
                new("request-malformed", "The body is not what belongs here.", "Send what PROTOCOL.md describes, at most 64 KB of it."));
        }
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
            ?? throw new JsonException("The body is null.");

    [LoggerMessage(3001, LogLevel.Information, "Connector {ConnectorId} enrolled as {HostName} from {Address}")]
    private static partial void LogEnrolled(ILogger logger, Guid connectorId, string hostName, IPAddress? address);

    [LoggerMessage(3002, LogLevel.Warning, "An enrolment or renewal from {Address} was refused: {Code}")]
    private static partial void LogRefused(ILogger logger, IPAddress address, string code);
}
