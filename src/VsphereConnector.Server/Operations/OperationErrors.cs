using System.Globalization;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>The errors that the ledger itself records.</summary>
internal static class OperationErrors
{
    public static OperationError NotCarried(OperationKind kind) => new(
        "not-supported",
        $"Nothing in this server carries out operations of kind {kind}.",
        "Update the server, or ask for another kind.");

    public static OperationError TimedOut(Operation operation)
    {
        var waitedFor = operation.Error is { } reason ? $" It last waited because: {reason.Message}" : "";
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"The server ended it after {operation.Timeout.TotalSeconds:0.###} s, the time-out of this operation.{waitedFor}");
        return new OperationError(
            "timed-out",
            message,
            operation.Error?.Remedy ?? "See its last step, and submit it again with a longer timeoutSeconds where it only needs more time.")
        {
            EndedBy = OperationSide.Server,
        };
    }

    public static OperationError Internal(Guid id, Exception exception) => new(
        "internal-error",
        $"The server failed unexpectedly ({exception.GetType().Name}).",
        $"Look for operation {id} in the server's log, and report it with what the log says.");
}
