using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Enrolment;

/// <summary>An enrolment or renewal that cannot be granted; the connector is told why and what to do.</summary>
internal sealed class EnrolmentRefusedException(int status, OperationError error) : Exception(error.Message)
{
    private const string InstallAgain = "Install the connector again: each installation brings a fresh token.";

    public OperationError Error => error;

    public ProblemHttpResult Problem => ProblemOf(status, error);

    /// <summary>An error as problem details (RFC 9457), with the error itself in <c>error</c>.</summary>
    public static ProblemHttpResult ProblemOf(int status, OperationError error) => TypedResults.Problem(
        statusCode: status,
        type: "urn:vsphere-connector:problem:" + error.Code,
        title: error.Message,
        detail: $"{error.Message} {error.Remedy}",
        extensions: [new("error", error)]);

    public static EnrolmentRefusedException InvalidCertificateRequest(string why) => new(
        StatusCodes.Status400BadRequest,
        new("certificate-request-invalid", $"The certificate request is refused: {why}.", "Send a request made by the connector itself."));

    public static EnrolmentRefusedException TokenUnknown() => new(
        StatusCodes.Status401Unauthorized,
        new("enrolment-token-unknown", "The enrolment token is unknown: it was withdrawn, or is of another server.", InstallAgain));

    public static EnrolmentRefusedException TokenExpired() => new(
        StatusCodes.Status410Gone,
        new("enrolment-token-expired", "The enrolment token has expired.", InstallAgain));

    public static EnrolmentRefusedException TokenUsed() => new(
        StatusCodes.Status409Conflict,
        new("enrolment-token-used", "The enrolment token was used with another key already.", InstallAgain));

    public static EnrolmentRefusedException TokenExhausted(int machines) => new(
        StatusCodes.Status409Conflict,
        new("enrolment-token-exhausted", $"The deployment token was good for {machines} machines, and as many have used it.", "Make a new package, for more machines."));

    public static EnrolmentRefusedException OtherMachine(string name, string pattern) => new(
        StatusCodes.Status403Forbidden,
        new("enrolment-other-machine", $"The deployment token is for machines named '{pattern}', and this one is '{name}'.", "Make a package for this machine, or correct its host name."));

    public static EnrolmentRefusedException NameTaken(string name) => new(
        StatusCodes.Status409Conflict,
        new("enrolment-name-taken", $"Another machine is registered as '{name}' and has a connector.", "Correct the host name of one of them; where the other is gone, remove its endpoint first."));

    public static EnrolmentRefusedException EndpointGone() => new(
        StatusCodes.Status409Conflict,
        new("enrolment-endpoint-gone", "The endpoint that the deployment token was for is not registered any more.", "Register it and make a new package."));

    public static EnrolmentRefusedException NoCertificate() => new(
        StatusCodes.Status401Unauthorized,
        new("certificate-required", "This needs the connector's certificate.", "Connect with the certificate of the enrolment."));

    public static EnrolmentRefusedException CertificateExpired() => new(
        StatusCodes.Status401Unauthorized,
        new("certificate-expired", "The connector's certificate has expired.", "Renew it; where that is refused, install the connector again."));

    public static EnrolmentRefusedException CertificateWithdrawn() => new(
        StatusCodes.Status403Forbidden,
        new("certificate-withdrawn", "The connector is not known any more, or its certificate was withdrawn.", InstallAgain));
}
