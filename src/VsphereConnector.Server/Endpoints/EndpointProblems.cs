using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Endpoints;

/// <summary>Why something is not done with a registered endpoint.</summary>
internal static class EndpointProblems
{
    public static ProblemHttpResult Unknown(string nameOrId) => Problems.Of(
        StatusCodes.Status404NotFound,
        "endpoint-unknown",
        $"There is no endpoint '{nameOrId}'.",
        "Choose one of those that GET /api/v1/endpoints lists, by its name or its id, or register it.");

    public static ProblemHttpResult Ambiguous(string name) => Problems.Of(
        StatusCodes.Status409Conflict,
        "machine-ambiguous",
        $"'{name}' is a virtual machine and a registered endpoint.",
        "Say which one: send it as 'virtualMachine' or as 'endpoint'; on the command line with --vcenter or --endpoint.");

    public static ProblemHttpResult NeedsVirtualMachine(OperationKind kind, string name) => Problems.Of(
        StatusCodes.Status400BadRequest,
        "virtual-machine-needed",
        $"{kind} is for virtual machines; '{name}' is a registered endpoint.",
        "Name a virtual machine.");

    public static ProblemHttpResult NameTaken(string name) => Problems.Of(
        StatusCodes.Status409Conflict,
        "endpoint-name-taken",
        $"There is an endpoint '{name}' already.",
        "Choose another name, or change the one that is there.");

    public static ProblemHttpResult AddressTaken(string address, int? port, string name) => Problems.Of(
        StatusCodes.Status409Conflict,
        "endpoint-address-taken",
        $"Endpoint '{name}' has the address {address}, port {port}, already.",
        "Correct the address, or change the endpoint that is there.");

    public static ProblemHttpResult JumpUnknown(string name) => Problems.Of(
        StatusCodes.Status400BadRequest,
        "endpoint-jump-unknown",
        $"There is no endpoint '{name}' with SSH to go through.",
        "Register the machine to go through first.");

    public static ProblemHttpResult JumpsInCircle(string name, string jump) => Problems.Of(
        StatusCodes.Status400BadRequest,
        "endpoint-jump-circle",
        $"The way to '{name}' through '{jump}' leads back to itself, or through too many machines.",
        "Choose another machine to go through.");

    public static ProblemHttpResult ChangedMeanwhile(string name) => Problems.Of(
        StatusCodes.Status409Conflict,
        "endpoint-changed",
        $"Endpoint '{name}' has changed since it was read, or was removed.",
        "Read it again and send the change with its 'version'.");

    public static ProblemHttpResult OthersGoThrough(string name, IReadOnlyList<string> behind) => Problems.Of(
        StatusCodes.Status409Conflict,
        "endpoint-in-use",
        $"Other endpoints are reached through '{name}': {string.Join(", ", behind)}.",
        "Change or remove those first.");

    public static ProblemHttpResult HasConnector(string name) => Problems.Of(
        StatusCodes.Status409Conflict,
        "endpoint-has-connector",
        $"A connector is on '{name}'.",
        "Uninstall it first; or send force=true to forget the endpoint and leave its connector where it is.");
}
