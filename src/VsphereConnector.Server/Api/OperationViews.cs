using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Api;

/// <summary>An operation as callers see it.</summary>
internal sealed record OperationView
{
    public required Guid Id { get; init; }

    public required OperationKind Kind { get; init; }

    public required TargetView Target { get; init; }

    [Description("Queued, Running, Success, Error or Cancelled; the last three are final.")]
    public required OperationState State { get; init; }

    [Description("Progress of the whole operation in percent.")]
    public int? Percent { get; init; }

    [Description("The step that was reported last.")]
    public string? Step { get; init; }

    public required double TimeoutSeconds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Description("The vSphere user who submitted it, or the name of the API token.")]
    public required string CreatedBy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    [Description("When it is tried again at the latest, while it is queued after a first try.")]
    public DateTimeOffset? NextTryAt { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public string? IdempotencyKey { get; init; }

    [Description("The name of the guest logon that was asked for.")]
    public string? GuestLogon { get; init; }

    public required int AttemptCount { get; init; }

    public JsonElement? Parameters { get; init; }

    [Description("The result of this kind, once it succeeded.")]
    public JsonElement? Result { get; init; }

    [Description("Why it failed; while it is queued again, what it waits for.")]
    public OperationError? Error { get; init; }

    [Description("Every try, over which channel, and why it ended. In the answer for one operation.")]
    public IReadOnlyList<OperationAttempt>? Attempts { get; init; }

    [Description("Step by step what happened. In the answer for one operation.")]
    public IReadOnlyList<EventView>? Events { get; init; }

    public static OperationView Of(Operation operation) => new()
    {
        Id = operation.Id,
        Kind = operation.Kind,
        Target = TargetView.Of(operation.Target),
        State = operation.State,
        Percent = operation.Percent,
        Step = operation.Step,
        TimeoutSeconds = operation.Timeout.TotalSeconds,
        CreatedAt = operation.CreatedAt,
        CreatedBy = operation.CreatedBy,
        StartedAt = operation.StartedAt,
        FinishedAt = operation.FinishedAt,
        NextTryAt = operation is { State: OperationState.Queued, StartedAt: not null } ? operation.NotBefore : null,
        CancelRequestedAt = operation.CancelRequestedAt,
        IdempotencyKey = operation.IdempotencyKey,
        GuestLogon = operation.GuestLogon,
        AttemptCount = operation.AttemptCount,
        Parameters = operation.Parameters,
        Result = operation.Result,
        Error = operation.State == OperationState.Running ? null : operation.Error,
    };
}

/// <summary>What an operation is done to.</summary>
internal sealed record TargetView
{
    public required TargetKind Kind { get; init; }

    public string? VirtualMachine { get; init; }

    public string? VCenter { get; init; }

    public string? MoRef { get; init; }

    public string? InstanceUuid { get; init; }

    [Description("The name of a registered endpoint.")]
    public string? Endpoint { get; init; }

    public Guid? EndpointId { get; init; }

    public Guid? Connector { get; init; }

    public static TargetView Of(OperationTarget target) => new()
    {
        Kind = target.Kind,
        VirtualMachine = target.EndpointId is null ? target.Name : null,
        VCenter = target.VCenter,
        MoRef = target.MoRef,
        InstanceUuid = target.EndpointId is null ? target.InstanceUuid : null,
        Endpoint = target.EndpointId is null ? null : target.Name,
        EndpointId = target.EndpointId,
        Connector = target.ConnectorId,
    };
}

/// <summary>One step of an operation.</summary>
internal sealed record EventView
{
    [Description("Grows over all operations; also the id of the server-sent event.")]
    public required long Sequence { get; init; }

    public required Guid OperationId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required EventLevel Level { get; init; }

    public required string Step { get; init; }

    public required string Message { get; init; }

    public int? Percent { get; init; }

    public static EventView Of(OperationEvent happened) => new()
    {
        Sequence = happened.Sequence,
        OperationId = happened.OperationId,
        At = happened.At,
        Level = happened.Level,
        Step = happened.Step,
        Message = happened.Message,
        Percent = happened.Percent,
    };
}

/// <summary>One page of a list.</summary>
internal sealed record Page<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    [Description("Send it as 'after' to get the next page; missing on the last one.")]
    public string? Next { get; init; }
}

/// <summary>What became of each operation of a batch, in its order.</summary>
internal sealed record BatchView(IReadOnlyList<BatchItemView> Operations);

/// <summary>What became of one operation of a batch.</summary>
internal sealed record BatchItemView
{
    [Description("202: recorded; 200: it was recorded before under the same idempotency key; 400, 403, 404 and 409: refused.")]
    public required int Status { get; init; }

    public Guid? Id { get; init; }

    public string? Location { get; init; }

    [Description("Why it was refused, as problem details.")]
    public RefusalView? Problem { get; init; }
}

/// <summary>Why one operation of a batch was refused, in the words of problem details.</summary>
internal sealed record RefusalView
{
    public string? Type { get; init; }

    public string? Title { get; init; }

    public string? Detail { get; init; }

    [Description("What is wrong, by field.")]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    [Description("The vCenter privileges that the caller lacks on the target.")]
    public IReadOnlyList<string>? MissingPrivileges { get; init; }

    public static RefusalView Of(ProblemHttpResult problem) => new()
    {
        Type = problem.ProblemDetails.Type,
        Title = problem.ProblemDetails.Title,
        Detail = problem.ProblemDetails.Detail,
        Errors = (problem.ProblemDetails as HttpValidationProblemDetails)?.Errors.AsReadOnly(),
        MissingPrivileges = problem.ProblemDetails.Extensions.TryGetValue(Problems.MissingPrivileges, out var missing) ? (IReadOnlyList<string>?)missing : null,
    };
}
