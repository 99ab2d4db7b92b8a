using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Journal;

/// <summary>Ends that no handler reports.</summary>
internal static class OperationEnds
{
    public static JournalEnd Interrupted(DateTimeOffset now, long outputLength) => new()
    {
        Outcome = OperationOutcome.Interrupted,
        Error = new(
            "connector-ended",
            "The connector, or the machine, ended while the operation ran; how far it came is unknown.",
            "Look at the endpoint what it did, then submit it anew where that is safe."),
        FinishedAt = now,
        OutputLength = outputLength,
    };

    /// <summary>A cancellation that came before its operation: remembered, so that the operation is not started when it comes.</summary>
    public static JournalEnd CancelledBeforeStart(DateTimeOffset now) =>
        new() { Outcome = OperationOutcome.Cancelled, FinishedAt = now, OutputLength = 0 };

    public static JournalEnd Failed(OperationError error, DateTimeOffset now, long outputLength) =>
        new() { Outcome = OperationOutcome.Failed, Error = error, FinishedAt = now, OutputLength = outputLength };
}
