using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Operations.UpgradeConnector;

/// <summary>Why the connector was not upgraded, and what to do.</summary>
internal static class UpgradeErrors
{
    public static OperationError NotPermitted(string account) => new(
        "not-permitted", $"The connector runs as '{account}', which may not restart it.", "Install the new version over it instead: submit InstallConnector.");

    public static OperationError NotUsable(string why) => new(
        "upgrade-refused", $"The package is no program for this endpoint: {why}", "Upload the program vlink that was published for the endpoint's system and architecture.");

    public static OperationError TakenBack(UpgradeRecord record) => new(
        "upgrade-taken-back",
        $"Version {record.Version} did not reach the server within {record.TrialSeconds} s; version {record.VersionBefore} runs again. {record.Reason}".TrimEnd(),
        "See the connector's log on the endpoint for what the new version said.");

    public static OperationError NothingChanged() => new(
        "connector-ended", "The connector ended before anything was changed; the same version runs.", "Submit the operation anew.");

    public static OperationError NotWatched() => new(
        "upgrade-not-watched", "The program that watches over the upgrade did not do its work; the version before was put back.", "See the connector's log on the endpoint.");

    public static OperationError NotWritten(Exception exception) => new(
        "upgrade-not-written", $"The new program could not be put in its place: {exception.Message}", "Make room on the endpoint's disk, or make it writable, then submit the operation anew.");
}
