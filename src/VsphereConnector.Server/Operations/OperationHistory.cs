using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>One step of an operation as a person reads it.</summary>
internal sealed record OperationEvent
{
    /// <summary>Grows over all operations: readers resume after the last one they saw.</summary>
    public required long Sequence { get; init; }

    public required Guid OperationId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required EventLevel Level { get; init; }

    /// <summary>A short stable name, such as <c>upload</c>.</summary>
    public required string Step { get; init; }

    public required string Message { get; init; }

    public int? Percent { get; init; }
}

/// <summary>How much an event matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventLevel>))]
internal enum EventLevel
{
    Information,
    Warning,
    Error,
}

/// <summary>One try of an operation over one channel.</summary>
internal sealed record OperationAttempt
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required OperationChannel Channel { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Null while it is under way.</summary>
    public AttemptOutcome? Outcome { get; init; }

    /// <summary>Why it ended as it did; null where it succeeded.</summary>
    public OperationError? Error { get; init; }
}

/// <summary>How an operation reaches its target.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationChannel>))]
internal enum OperationChannel
{
    /// <summary>VMware Tools guest operations.</summary>
    GuestOperations,

    /// <summary>The connector's own WEB channel.</summary>
    Web,

    /// <summary>The connector's program, run by SSH.</summary>
    Ssh,

    /// <summary>The connector's program, run by a service that is made over SMB.</summary>
    Smb,
}

/// <summary>How an attempt ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AttemptOutcome>))]
internal enum AttemptOutcome
{
    Succeeded,
    Failed,

    /// <summary>Another attempt follows.</summary>
    Retried,

    /// <summary>Another attempt follows: the machine was not ready yet.</summary>
    Waited,
    Cancelled,
}

/// <summary>A piece of what an operation wrote.</summary>
/// <param name="Position">Bytes before these, of the stream that was asked for, or of both together.</param>
/// <param name="Data">The bytes as they were written.</param>
internal sealed record OutputPiece(long Position, byte[] Data);
