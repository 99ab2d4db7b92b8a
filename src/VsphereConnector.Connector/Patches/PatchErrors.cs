using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Patches;

/// <summary>Why a patch was not installed or taken back, and what to do.</summary>
internal static class PatchErrors
{
    public static OperationError NotPermitted(string account) => new(
        "not-permitted", $"The connector runs as '{account}', which may not change packages.", "Install the connector to run as root, or as SYSTEM on Windows.");

    public static OperationError NoManager() => new(
        "package-manager-missing", "The endpoint has none of apt, dnf, yum and zypper.", "Patch it by a task that knows its package manager.");

    public static OperationError NotOffered(string manager, string what) => new(
        "patch-not-offered", $"{manager} cannot do this: {what}.", "Upload the patch as a file, or do it by a task.");

    public static OperationError Unknown(string manager, string detail) => new(
        "patch-unknown", $"{manager} knows no such package or version: {detail}", "Correct the name or the version, or add the source that has it.");

    public static OperationError Busy(string manager) => new(
        "package-manager-busy", $"Another program uses {manager} now.", "Submit the operation anew when it is done.");

    public static OperationError NotApplicable(string manager) => new(
        "patch-not-applicable", $"{manager} says that the patch is not for this system, or that a newer one is there.", "Choose the patch that is made for this system.");

    public static OperationError NotSigned(string manager) => new(
        "patch-not-signed", $"{manager} does not take the file: it is not signed, or by a key that the system does not know.", "Have it signed, import its key by 'rpm --import', or install it by a task.");

    public static OperationError NotStarted(string manager, string reason) => new(
        "patch-failed", $"{manager} does not start: {reason}", "Try it on the endpoint by hand.");

    public static OperationError DiskFull(string manager) => new(
        "disk-full", $"{manager} has not enough room on the system's disk.", "Make room on the endpoint's disk, then submit the operation anew.");

    public static OperationError Failed(string manager, int exitCode, string detail) => new(
        "patch-failed", $"{manager} ended with {(exitCode < 0 ? $"0x{exitCode:X8}" : exitCode)}{(detail.Length > 0 ? $": {detail}" : ".")}", "See in the output of the operation what it wrote.");
}
