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
        OperationOutcome.Cancelled when stop is StopReason.CancelRequested => new OperationEnd.Cancelled(),
        OperationOutcome.Cancelled when stop is StopReason.TimedOut => new OperationEnd.Failed(new(
            "timed-out",
            "The server's time-out passed, and the endpoint ended the operation when it was told.",
            "Give it a longer time-out, or see in its output what it was waiting for.")),
        OperationOutcome.TimedOut => new OperationEnd.Failed(new(
            "timed-out",
            "The endpoint ended the operation and its processes at the time-out.",
            "Give it a longer time-out, or see in its output what it was waiting for.")),
        OperationOutcome.Interrupted => new OperationEnd.Failed(finished.Error ?? new(
            "interrupted",
            "The connector ended while the operation ran; how far it came is unknown.",
            "See in its output how far it came before you submit it again.")),
        _ => new OperationEnd.Failed(finished.Error ?? new(
            "ended-on-endpoint",
            $"The endpoint reported {finished.Outcome} without a reason.",
            "See the connector's log on the endpoint.")),
    };
}
