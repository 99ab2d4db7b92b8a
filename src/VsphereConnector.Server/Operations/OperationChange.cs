using System.Text.Json;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>What can happen to an operation.</summary>
internal abstract record OperationChange
{
    /// <summary>A worker takes it up, for the first time or after a retry, a restart or the end of another worker's lease.</summary>
    public sealed record Claim(string Owner, TimeSpan Lease) : OperationChange;

    /// <summary>Its worker ends; it stays as it is and whoever comes next goes on with it.</summary>
    public sealed record Release : OperationChange;

    /// <summary>It waits until <paramref name="NotBefore"/>, or until it is woken; its time-out goes on or begins anew afterwards.</summary>
    public sealed record Retry(DateTimeOffset NotBefore, OperationError Reason, bool RestartsTimeout = false) : OperationChange;

    /// <summary>What it waited for came true.</summary>
    public sealed record Wake : OperationChange;

    /// <summary>It was carried out.</summary>
    public sealed record Succeed(JsonElement? Result) : OperationChange;

    /// <summary>It was not carried out; <paramref name="Result"/> is what came of it until then.</summary>
    public sealed record Fail(OperationError Error, JsonElement? Result = null) : OperationChange;

    /// <summary>Somebody asks for its end.</summary>
    public sealed record RequestCancel : OperationChange;

    /// <summary>It was running and has been ended as asked.</summary>
    public sealed record AcknowledgeCancel(JsonElement? Result = null) : OperationChange;
}
