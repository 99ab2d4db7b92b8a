using System.Text.Json;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>How a run ended.</summary>
internal abstract record OperationEnd
{
    private OperationEnd()
    {
    }

    /// <summary>It was carried out; <paramref name="Result"/> is the result of its kind.</summary>
    public sealed record Succeeded(JsonElement? Result = null) : OperationEnd;

    /// <summary>It cannot be carried out, and trying again as it is would not help; <paramref name="Result"/> is what came of it until then.</summary>
    public sealed record Failed(OperationError Error, JsonElement? Result = null) : OperationEnd;

    /// <summary>
    /// To be tried again at <paramref name="When"/>, or earlier when the ledger is told to wake it; at its deadline at the latest it is
    /// claimed once more and ends there.
    /// </summary>
    public sealed record RetryAt(DateTimeOffset When, OperationError Reason) : OperationEnd
    {
        /// <summary>The wait is for a person: it does not count, and the time-out begins anew with the next try.</summary>
        public bool RestartsTimeout { get; init; }

        /// <summary>Nothing has failed: the machine is not ready yet.</summary>
        public bool IsWaiting { get; init; }
    }

    /// <summary>It was ended because that was asked for, and nothing is left behind.</summary>
    public sealed record Cancelled(JsonElement? Result = null) : OperationEnd;
}
