using Microsoft.AspNetCore.Http.HttpResults;

namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>A client's session token does not let its bearer in, for the reason that <see cref="Problem"/> tells.</summary>
internal sealed class SessionRefusedException(ProblemHttpResult problem) : Exception(problem.ProblemDetails.Title)
{
    public ProblemHttpResult Problem { get; } = problem;

    public static SessionRefusedException Malformed() => Unauthorized(
        "session-malformed",
        "The request's headers name no session of a vSphere Client.",
        "Send 'vmware-api-session-id' with the client's session token and 'vsphere-connector-vcenter' with the vCenter's instanceUuid, each once.");

    public static SessionRefusedException UnknownVCenter() => Unauthorized(
        "session-vcenter-unknown",
        "The session is of a vCenter that this server does not work for.",
        "Nothing was sent to it. An administrator of the server may add the vCenter under VCenters in its configuration.");

    public static SessionRefusedException NotValid() => Unauthorized(
        "session-not-valid",
        "vCenter does not accept the session: it has ended, or it is another vCenter's.",
        "Reload the page in the vSphere Client; log in again if it asks for that.");

    public static SessionRefusedException Ended() => Unauthorized(
        "session-ended",
        "The session in vCenter has ended.",
        "Send the request again: a new session is opened while you are logged in to the vSphere Client. Otherwise log in again.");

    private static SessionRefusedException Unauthorized(string code, string title, string detail) =>
        new(Api.Problems.Of(StatusCodes.Status401Unauthorized, code, title, detail));
}
