using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.ChangeConfiguration;

/// <summary>Why a configuration was not changed, and what to do.</summary>
internal static class ConfigurationErrors
{
    public static OperationError TakenBack(int seconds, string reason) => new(
        "configuration-taken-back",
        $"The server was not reached within {seconds} s with the new configuration; the former one is back. {reason}".TrimEnd(),
        "See that the endpoint can reach the addresses, through the proxy if there is one, and that they are in the server's certificate.");

    public static OperationError NothingChanged() => new(
        "connector-ended", "The connector ended before it changed anything.", "Submit the operation anew.");

    public static OperationError NotWritten(Exception exception) => new(
        "configuration-not-written",
        $"The configuration could not be written: {exception.Message}",
        "Make room on the endpoint's disk, or make it writable, then submit the operation anew.");
}
