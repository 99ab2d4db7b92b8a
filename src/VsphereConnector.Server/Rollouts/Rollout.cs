using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Rollouts;

/// <summary>One operation for a whole fleet, wave after wave: first a canary, then more at once, and no further when too many fail.</summary>
internal sealed record Rollout
{
    public long Sequence { get; init; }

    public required Guid Id { get; init; }

    public required OperationKind Kind { get; init; }

    public JsonElement? Parameters { get; init; }

    /// <summary>The name of a stored logon; a rollout keeps no password of its own.</summary>
    public string? GuestLogon { get; init; }

    /// <summary>The time-out of each operation.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The waves as they were asked for (<see cref="RolloutWaves"/>).</summary>
    public required string Waves { get; init; }

    public required int WaveCount { get; init; }

    /// <summary>How many targets may fail; one more stops it.</summary>
    public required int MaximumFailures { get; init; }

    /// <summary>How long the targets of a wave are left alone before the next one begins.</summary>
    public required TimeSpan Soak { get; init; }

    public required RolloutState State { get; init; }

    /// <summary>Why it is paused or stopped.</summary>
    public string? Reason { get; init; }

    /// <summary>The last wave that has begun, from 1; 0 before the first.</summary>
    public int Wave { get; init; }

    /// <summary>Failures that were there when somebody resumed it: they do not stop it again.</summary>
    public int Forgiven { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Grows with each change, so that nobody changes what he has not seen.</summary>
    public required long Version { get; init; }
}

/// <summary>Where a rollout is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RolloutState>))]
internal enum RolloutState
{
    /// <summary>A wave is under way, or the next one is due.</summary>
    Running,

    /// <summary>Somebody paused it: what runs ends, nothing new begins.</summary>
    Paused,

    /// <summary>Too many targets failed, or somebody ended it; it can be resumed.</summary>
    Stopped,

    /// <summary>All waves have ended.</summary>
    Finished,
}

/// <summary>One target of a rollout and what became of it.</summary>
internal sealed record RolloutTarget
{
    public required int Number { get; init; }

    /// <summary>From 1.</summary>
    public required int Wave { get; init; }

    public required OperationTarget Target { get; init; }

    /// <summary>Its operation, once its wave has begun.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>How its operation is; null before its wave has begun.</summary>
    public OperationState? State { get; init; }
}

/// <summary>How far the waves that have begun are.</summary>
internal sealed record RolloutProgress
{
    /// <summary>Targets whose wave has begun and whose operation is not recorded yet: a crash came between.</summary>
    public int Unsubmitted { get; init; }

    /// <summary>Operations that have not ended.</summary>
    public int Open { get; init; }

    public int Succeeded { get; init; }

    /// <summary>Operations that ended in an error or were cancelled.</summary>
    public int Failed { get; init; }

    /// <summary>All targets of all waves.</summary>
    public int Targets { get; init; }

    /// <summary>When the last operation ended.</summary>
    public DateTimeOffset? LastEnd { get; init; }
}
