using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>An operation cannot be carried out, for a reason that is known and said.</summary>
internal sealed class OperationException(OperationError error) : Exception(error.Message)
{
    public OperationError Error { get; } = error;
}
