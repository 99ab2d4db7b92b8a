using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>An operation as the columns hold it.</summary>
internal sealed class OperationRow
{
    public long Sequence { get; init; }
    public Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string TargetKind { get; init; }
    public string? TargetVcenter { get; init; }
    public string? TargetName { get; init; }
    public string? TargetMoRef { get; init; }
    public string? TargetInstanceUuid { get; init; }
    public Guid? TargetConnectorId { get; init; }
    public string? Lane { get; init; }
    public JsonElement? Parameters { get; init; }
    public string? GuestLogon { get; init; }
    public required string State { get; init; }
    public int Priority { get; init; }
    public TimeSpan Timeout { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public string? IdempotencyKey { get; init; }
    public string? ContentHash { get; init; }
    public DateTimeOffset NotBefore { get; init; }
    public bool Woken { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int? Percent { get; init; }
    public string? Step { get; init; }
    public JsonElement? Result { get; init; }
    public string? Error { get; init; }
    public int AttemptCount { get; init; }
    public DateTimeOffset? CancelRequestedAt { get; init; }
    public string? LeaseOwner { get; init; }
    public DateTimeOffset? LeaseUntil { get; init; }
    public DateTimeOffset? LeaseSeenAt { get; init; }
    public JsonElement? Checkpoint { get; init; }
    public long Version { get; init; }

    public static OperationRow Of(Operation operation) => new()
    {
        Sequence = operation.Sequence,
        Id = operation.Id,
        Kind = operation.Kind.ToString(),
        TargetKind = operation.Target.Kind.ToString(),
        TargetVcenter = operation.Target.VCenter,
        TargetName = operation.Target.Name,
        TargetMoRef = operation.Target.MoRef,
        TargetInstanceUuid = operation.Target.InstanceUuid,
        TargetConnectorId = operation.Target.ConnectorId,
        Lane = operation.Target.LaneFor(operation.Kind),
        Parameters = operation.Parameters,
        GuestLogon = operation.GuestLogon,
        State = operation.State.ToString(),
        Priority = (int)operation.Priority,
        Timeout = operation.Timeout,
        CreatedAt = operation.CreatedAt,
        CreatedBy = operation.CreatedBy,
        IdempotencyKey = operation.IdempotencyKey,
        ContentHash = operation.ContentHash,
        NotBefore = operation.NotBefore,
        Woken = operation.Woken,
        StartedAt = operation.StartedAt,
        Deadline = operation.Deadline,
        FinishedAt = operation.FinishedAt,
        Percent = operation.Percent,
        Step = operation.Step,
        Result = operation.Result,
        Error = ErrorText(operation.Error),
        AttemptCount = operation.AttemptCount,
        CancelRequestedAt = operation.CancelRequestedAt,
        LeaseOwner = operation.LeaseOwner,
        LeaseUntil = operation.LeaseUntil,
        LeaseSeenAt = operation.LeaseSeenAt,
        Checkpoint = operation.Checkpoint,
        Version = operation.Version,
    };

    public Operation ToOperation() => new()
    {
        Sequence = Sequence,
        Id = Id,
        Kind = Enum.Parse<OperationKind>(Kind),
        Target = new OperationTarget
        {
            Kind = Enum.Parse<TargetKind>(TargetKind),
            VCenter = TargetVcenter,
            Name = TargetName,
            MoRef = TargetMoRef,
            InstanceUuid = TargetInstanceUuid,
            ConnectorId = TargetConnectorId,
        },
        Parameters = Parameters,
        GuestLogon = GuestLogon,
        State = Enum.Parse<OperationState>(State),
        Priority = (OperationPriority)Priority,
        Timeout = Timeout,
        CreatedAt = CreatedAt,
        CreatedBy = CreatedBy,
        IdempotencyKey = IdempotencyKey,
        ContentHash = ContentHash,
        NotBefore = NotBefore,
        Woken = Woken,
        StartedAt = StartedAt,
        Deadline = Deadline,
        FinishedAt = FinishedAt,
        Percent = Percent,
        Step = Step,
        Result = Result,
        Error = ErrorOf(Error),
        AttemptCount = AttemptCount,
        CancelRequestedAt = CancelRequestedAt,
        LeaseOwner = LeaseOwner,
        LeaseUntil = LeaseUntil,
        LeaseSeenAt = LeaseSeenAt,
        Checkpoint = Checkpoint,
        Version = Version,
    };

    public static string? ErrorText(OperationError? error) =>
        error is null ? null : JsonSerializer.Serialize(error, ContractsJson.Default.OperationError);

    public static OperationError? ErrorOf(string? text) =>
        text is null ? null : JsonSerializer.Deserialize(text, ContractsJson.Default.OperationError);
}
