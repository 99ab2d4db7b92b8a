using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>One row of the ledger, as it was when it was read.</summary>
internal sealed record Operation
{
    /// <summary>Its place in the ledger: later operations have larger numbers.</summary>
    public long Sequence { get; init; }

    public required Guid Id { get; init; }

    public required OperationKind Kind { get; init; }

    public required OperationTarget Target { get; init; }

    public JsonElement? Parameters { get; init; }

    /// <summary>The configured guest logon that the caller named; null where none was named or the logon came with the request.</summary>
    public string? GuestLogon { get; init; }

    public required OperationState State { get; init; }

    public OperationPriority Priority { get; init; }

    /// <summary>How long it may take from its first start; waiting for a retry counts, waiting for its first turn does not.</summary>
    public required TimeSpan Timeout { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of the API token, or of the user, that submitted it.</summary>
    public required string CreatedBy { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>A hash of what was asked for, which tells a repeated request from another one under the same key.</summary>
    public string? ContentHash { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>What it waited for came true while it ran: its next retry is due at once.</summary>
    public bool Woken { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it is ended by its time-out; null before its first start.</summary>
    public DateTimeOffset? Deadline { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public int? Percent { get; init; }

    public string? Step { get; init; }

    public JsonElement? Result { get; init; }

    /// <summary>Why it failed or, while it is queued again, what it waits for.</summary>
    public OperationError? Error { get; init; }

    public int AttemptCount { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public string? LeaseOwner { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>When the owner of the lease was last known to be at work.</summary>
    public DateTimeOffset? LeaseSeenAt { get; init; }

    /// <summary>How far the runner came, in the runner's own words; what a restart continues from.</summary>
    public JsonElement? Checkpoint { get; init; }

    /// <summary>Grows with every change of state and every lease: who holds an old one may not write any more.</summary>
    public required long Version { get; init; }

    public bool HasEnded => State is OperationState.Success or OperationState.Error or OperationState.Cancelled;

    /// <summary>The parameters of this kind.</summary>
    /// <exception cref="JsonException">They are missing or malformed.</exception>
    public T GetParameters<T>(JsonTypeInfo<T> type)
        where T : class =>
        Parameters?.Deserialize(type) ?? throw new JsonException($"An operation of kind {Kind} needs parameters.");
}

/// <summary>Where an operation is in its life. The names are what is stored and what callers see.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationState>))]
internal enum OperationState
{
    /// <summary>Waits for its turn, for a retry or for its connector.</summary>
    Queued,

    /// <summary>A worker holds its lease and carries it out.</summary>
    Running,

    /// <summary>Carried out.</summary>
    Success,

    /// <summary>Not carried out; the error says why.</summary>
    Error,

    /// <summary>Ended because somebody asked for it.</summary>
    Cancelled,
}
