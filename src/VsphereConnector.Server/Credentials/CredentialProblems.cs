using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Credentials;

/// <summary>What requests about credentials are refused with.</summary>
internal static class CredentialProblems
{
    public static ProblemHttpResult Unknown(string name) => Problems.Of(
        StatusCodes.Status404NotFound, "credential-unknown", $"There is no credential '{name}'.", "Choose one of those that GET /api/v1/credentials lists, or add it.");

    public static ProblemHttpResult Exists(string name) => Problems.Of(
        StatusCodes.Status409Conflict, "credential-exists", $"There is a credential '{name}' already.", "Choose another name, or replace the secret of that one.");

    public static ProblemHttpResult Configured(string name) => Problems.Of(
        StatusCodes.Status409Conflict, "credential-configured", $"'{name}' is in the server's configuration.", "Change it under GuestLogons there; a changed password file is read at once.");

    public static ProblemHttpResult InUse(string name, long endpoints) => Problems.Of(
        StatusCodes.Status409Conflict,
        "credential-in-use",
        $"The credential '{name}' is that of {endpoints} registered endpoints.",
        $"Give them another one first; GET /api/v1/endpoints?credential={Uri.EscapeDataString(name)} lists them.");

    public static ProblemHttpResult Changed(string name, long? version) => Problems.Of(
        StatusCodes.Status409Conflict,
        "credential-changed",
        $"The credential '{name}' was changed in the meantime{(version is null ? "" : $": its version is {version}")}.",
        "Look at it again, then repeat the change.");
}
