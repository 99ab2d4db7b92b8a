using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations;

/// <summary>Errors that more than one operation can end with.</summary>
internal static class OperationErrors
{
    public static OperationError NotSupported(string kind) => new(
        "operation-not-supported",
        $"This connector (version {ConnectorVersion.Current}) does not know the operation '{kind}'.",
        "Upgrade the connector.");

    public static OperationError BadParameters(string what) => new(
        "bad-parameters", what, "Correct the parameters and submit the operation anew.");
}
