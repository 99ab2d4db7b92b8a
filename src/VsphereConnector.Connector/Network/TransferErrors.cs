using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Network;

/// <summary>Why a file did not come or go, and what to do.</summary>
internal static class TransferErrors
{
    public static OperationError NotGiven(string reason) => new(
        "package-not-given", $"The server does not give the package: {reason}", "Upload the package to the server, then submit the operation anew.");

    public static OperationError NotTaken(string reason) => new(
        "file-not-taken", $"The server does not take the file: {reason}", "See the operation on the server, then submit it anew.");

    public static OperationError NotReached(string reason) => new(
        "transfer-failed", $"The transfer broke off again and again. {reason}", "See to the network between the endpoint and its server, then submit the operation anew.");

    public static OperationError Damaged(string expected, string actual) => new(
        "package-damaged", $"The package has the SHA-256 {actual}, and not {expected}; it was thrown away.", "Name the hash of the package that is meant, or upload it anew.");

    public static OperationError DiskFull(string directory) => new(
        "disk-full", $"There is not enough room in '{directory}'; what came was thrown away.", "Make room on the endpoint's disk, then submit the operation anew.");
}
