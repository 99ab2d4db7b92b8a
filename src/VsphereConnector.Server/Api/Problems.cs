using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Plugin;

namespace VsphereConnector.Server.Api;

/// <summary>The API's errors as problem details (RFC 9457): the type names the error for programs, the detail says what to do.</summary>
internal static class Problems
{
    /// <summary>The member of a problem that lists the privileges that the caller lacks.</summary>
    public const string MissingPrivileges = "missingPrivileges";

    private const string TypePrefix = "urn:vsphere-connector:problem:";

    /// <summary>The name of the error: the last part of the problem's type.</summary>
    public static string CodeOf(ProblemHttpResult problem) => problem.ProblemDetails.Type is { } type && type.StartsWith(TypePrefix, StringComparison.Ordinal)
        ? type[TypePrefix.Length..]
        : "";

    public static ProblemHttpResult NotAuthenticated() => Of(
        StatusCodes.Status401Unauthorized,
        "not-authenticated",
        "An API token is needed.",
        "Send the header 'Authorization: Bearer <token>' with a valid token; make one with 'vsphere-connector token create'.");

    public static ProblemHttpResult TooManyFailures(TimeSpan wait) => Of(
        StatusCodes.Status429TooManyRequests,
        "too-many-failures",
        "Too many requests from this address had no valid token.",
        string.Create(CultureInfo.InvariantCulture, $"Correct the token and try again in {Math.Ceiling(wait.TotalSeconds)} s."));

    public static ProblemHttpResult UnknownOperation(string id) => Of(
        StatusCodes.Status404NotFound,
        "operation-unknown",
        $"There is no operation {id}.",
        "Check the id; operations are removed some time after their end (Operations:RetentionDays).");

    public static ProblemHttpResult UnknownConnector(string id) => Of(
        StatusCodes.Status404NotFound,
        "connector-unknown",
        $"There is no connector {id}.",
        "Choose one of those that GET /api/v1/connectors lists.");

    public static ProblemHttpResult UnknownTarget(OperationError error) => Of(StatusCodes.Status404NotFound, error.Code, error.Message, error.Remedy);

    public static ProblemHttpResult PrivilegeMissing(string where, IReadOnlyList<string> missing)
    {
        var problem = Of(
            StatusCodes.Status403Forbidden,
            "privilege-missing",
            $"You lack a privilege on {where}.",
            $"Missing: {string.Join(", ", missing)}. A vCenter administrator can add it to your role on that object.");
        problem.ProblemDetails.Extensions[MissingPrivileges] = missing;
        return problem;
    }

    public static ProblemHttpResult OtherVCenter(string vCenter) => Of(
        StatusCodes.Status403Forbidden,
        "session-other-vcenter",
        "The target is in another vCenter than your session.",
        $"Your session is in '{vCenter}'. Send the request with that vCenter's id in the header 'vsphere-connector-vcenter'.");

    public static ProblemHttpResult TokenOnly() => Of(
        StatusCodes.Status403Forbidden,
        "api-token-needed",
        "This is not open to users of the vSphere Client.",
        "Call it with an API token; make one with 'vsphere-connector token create'.");

    public static ProblemHttpResult UnknownVCenter(OperationError error) => Of(StatusCodes.Status404NotFound, error.Code, error.Message, error.Remedy);

    public static ProblemHttpResult UnknownVCenterObject(ClientObject entity) => Of(
        StatusCodes.Status404NotFound,
        "vcenter-unknown",
        $"No vCenter with the id {entity.VCenter} answers.",
        "Add it to VCenters in the server's configuration; where it is there, see that it can be reached.");

    public static ProblemHttpResult VCenterUnreachable(string reason) => Of(
        StatusCodes.Status502BadGateway,
        "vcenter-unreachable",
        "A vCenter did not answer as it should.",
        $"{reason} See its entry under VCenters in the configuration.");

    public static ProblemHttpResult UnknownPath(string path) => Of(
        StatusCodes.Status404NotFound,
        "path-unknown",
        $"There is nothing at {path}.",
        "See /openapi/v1.json for what is there.");

    public static ProblemHttpResult WrongMethod(string method, string path) => Of(
        StatusCodes.Status405MethodNotAllowed,
        "method-not-allowed",
        $"{path} does not take {method}.",
        "The header 'Allow' lists what it takes; see /openapi/v1.json.");

    public static ProblemHttpResult WrongContentType() => Of(
        StatusCodes.Status415UnsupportedMediaType,
        "content-type-not-supported",
        "The body is not said to be JSON.",
        "Send the header 'Content-Type: application/json'.");

    public static ProblemHttpResult TooLarge(long most) => Of(
        StatusCodes.Status413PayloadTooLarge,
        "body-too-large",
        "The body is too large.",
        string.Create(CultureInfo.InvariantCulture, $"Send at most {most} bytes; split a batch into several."));

    public static ProblemHttpResult MalformedJson(string where) => Of(
        StatusCodes.Status400BadRequest,
        "body-malformed",
        "The body is not JSON of the expected form.",
        $"Correct it {where}.");

    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors) => TypedResults.Problem(new HttpValidationProblemDetails
    {
        Status = StatusCodes.Status400BadRequest,
        Type = TypePrefix + "request-invalid",
        Title = "The request is not valid.",
        Detail = "Correct every field that 'errors' names; nothing was recorded.",
        Errors = errors.ToDictionary(),
    });

    public static ProblemHttpResult KeyConflict(string key, Guid operationId) => Of(
        StatusCodes.Status409Conflict,
        "idempotency-key-conflict",
        $"The idempotency key '{key}' was used for another request.",
        $"Operation {operationId} came under it; use a new key for a new request.");

    public static ProblemHttpResult StorageFull() => Of(
        StatusCodes.Status507InsufficientStorage,
        "storage-full",
        "The server's disk is full; nothing was recorded.",
        "Make room in the data folder and send the request again.");

    public static ProblemHttpResult Internal(string traceId) => Of(
        StatusCodes.Status500InternalServerError,
        "internal-error",
        "The server failed unexpectedly.",
        $"Look for {traceId} in the server's log, and report it with what the log says.");

    public static ProblemHttpResult Of(int status, string code, string title, string detail) => TypedResults.Problem(new ProblemDetails
    {
        Status = status,
        Type = TypePrefix + code,
        Title = title,
        Detail = detail,
    });
}
