using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Firings;

/// <summary>A rule that was triggered on a virtual machine, up to the end of what it does there.</summary>
internal sealed record Firing
{
    public long Sequence { get; init; }

    public required Guid Id { get; init; }

    public required Guid RuleId { get; init; }

    /// <summary>What triggered it first.</summary>
    public required TriggerKind Kind { get; init; }

    public required string VCenterId { get; init; }

    public required string VCenter { get; init; }

    public required string MoRef { get; init; }

    public required string Name { get; init; }

    public required string InstanceUuid { get; init; }

    /// <summary>The managed object id of its ESXi host when it was last looked at.</summary>
    public required string Host { get; init; }

    public required FiringState State { get; init; }

    public required DateTimeOffset FiredAt { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>What has not succeeded by then is given up.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How many operations it has asked for, the one under way included.</summary>
    public int Tries { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The last operation that it asked for.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>What it waits for, or why it ended as it did.</summary>
    public OperationError? Reason { get; init; }
}

/// <summary>Where a firing is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FiringState>))]
internal enum FiringState
{
    /// <summary>For its turn, its window, the machine's power or a retry; the reason says what for.</summary>
    Waiting,

    /// <summary>Its operation is in the ledger.</summary>
    Submitted,

    /// <summary>Its operation was carried out.</summary>
    Succeeded,

    /// <summary>Its operation failed and is not tried again.</summary>
    Failed,

    /// <summary>Nothing had to be done, or the rule was not about the machine any more.</summary>
    Skipped,

    /// <summary>Somebody ended it or its operation.</summary>
    Cancelled,
}
