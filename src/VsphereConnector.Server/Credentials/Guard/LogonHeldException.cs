using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>The lock-out guard does not let a logon be tried.</summary>
internal sealed class LogonHeldException(OperationError error, DateTimeOffset? waitsUntil) : Exception(error.Message)
{
    public OperationError Error { get; } = error;

    /// <summary>Until when an operation waits for a person to confirm the credential or to replace its secret; null where that would not help it.</summary>
    public DateTimeOffset? WaitsUntil { get; } = waitsUntil;
}
