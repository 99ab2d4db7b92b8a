using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>What an endpoint's report means to the ledger.</summary>
internal static class EndpointReport
{
    public static OperationEnd Of(OperationFinished finished, StopReason stop) => finished.Outcome switch
    {
        OperationOutcome.Succeeded => new OperationEnd.Succeeded(finished.Result),
        OperationOutcome.Cancelled when stop is StopReason.CancelRequested => new OperationEnd.Cancelled(finished.Result),
        OperationOutcome.Cancelled when stop is StopReason.TimedOut => TimedOut(
            OperationSide.Server, "The server ended the operation at its time-out: it told the endpoint, which ended its processes.", finished),
        OperationOutcome.TimedOut => TimedOut(OperationSide.Endpoint, "The endpoint ended the operation and its processes at the time-out.", finished),
        OperationOutcome.Interrupted => new OperationEnd.Failed(finished.Error ?? new(
            "interrupted",
            "The connector ended while the operation ran; how far it came is unknown.",
            "See in its output how far it came before you submit it again.")),
        _ => new OperationEnd.Failed(finished.Error ?? new(
            "ended-on-endpoint",
            $"The endpoint reported {finished.Outcome} without a reason.",
            "See the connector's log on the endpoint."), finished.Result),
    };

    private static OperationEnd.Failed TimedOut(OperationSide side, string message, OperationFinished finished) => new(
        new OperationError("timed-out", message, "Give it a longer time-out, or see in its output what it was waiting for.") { EndedBy = side }, finished.Result);
}
