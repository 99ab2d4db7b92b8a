using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>Why an operation on an agent did not work, and what to do.</summary>
internal static class AgentErrors
{
    public static OperationError PackageRefused(string why) => new(
        "agent-package-refused", $"The package is refused: {why}", "Correct the package, upload it, and submit the operation anew; PROTOCOL.md describes it.");

    public static OperationError WrongSystem(string package, string endpoint) => new(
        "agent-for-another-system", $"The package is for {package}; the endpoint is {endpoint}.", "Choose the package that is made for this system.");

    public static OperationError NotInstalled(string name) => new(
        "agent-not-installed", $"There is no agent '{name}' on the endpoint.", "Install it first.");

    public static OperationError StepFailed(string name, string step, string how) => new(
        "agent-step-failed", $"The {step} command of agent '{name}' {how}; the endpoint is as it was before.", "See in the output of the operation what it wrote.");

    public static OperationError NotStarted(string name, string why) => new(
        "agent-not-started", $"The agent '{name}' did not start: {why}", "See what it wrote: retrieve the logs with those of the agents.");

    public static OperationError NotStarted(string name, ProcessStartException exception) => exception.Reason switch
    {
        ProcessStartFailure.LibraryMissing => new(
            "agent-library-missing", $"The agent '{name}' did not start: {exception.Message}", "Install its package anew: a file of it is gone."),
        ProcessStartFailure.LibraryForAnotherArchitecture => new(
            "agent-library-for-another-architecture", $"The agent '{name}' did not start: {exception.Message}",
            "Put into the package a preloadLibrary and a start program that are both made for the processors of the endpoint."),
        ProcessStartFailure.LibraryNotLoaded => new(
            "agent-library-not-loaded", $"The agent '{name}' did not start: {exception.Message}",
            "Put the libraries that it needs beside the program of the start command, and see in the event log whether a protection of the endpoint refused it."),
        _ => NotStarted(name, exception.Message),
    };

    public static OperationError DiskFull(string directory) => new(
        "disk-full", $"There is not enough room in '{directory}'; the endpoint is as it was before.", "Make room on the endpoint's disk, then submit the operation anew.");

    public static OperationError NotChanged(Exception exception) => new(
        "agent-files-not-changed", $"The agent's files could not be changed: {exception.Message}", "See to the rights of the agents' folder and to the disk, then submit the operation anew.");
}
