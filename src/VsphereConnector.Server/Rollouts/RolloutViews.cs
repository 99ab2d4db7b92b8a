using System.ComponentModel;
using System.Text.Json;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Rollouts;

/// <summary>A rollout as callers see it.</summary>
internal sealed record RolloutView
{
    public required Guid Id { get; init; }

    public required OperationKind Kind { get; init; }

    [Description("Running, Paused, Stopped or Finished.")]
    public required RolloutState State { get; init; }

    [Description("Why it is paused or stopped.")]
    public string? Reason { get; init; }

    [Description("The last wave that has begun, from 1; 0 before the first.")]
    public required int Wave { get; init; }

    public required int WaveCount { get; init; }

    public required string Waves { get; init; }

    public required int MaximumFailures { get; init; }

    public required double SoakSeconds { get; init; }

    public required int Targets { get; init; }

    [Description("Targets whose operation waits or runs.")]
    public required int Open { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public JsonElement? Parameters { get; init; }

    [Description("Each target with its wave and operation. In the answer for one rollout.")]
    public IReadOnlyList<RolloutTargetView>? Items { get; init; }

    public static RolloutView Of(Rollout rollout, RolloutProgress progress, IReadOnlyList<RolloutTarget>? targets = null) => new()
    {
        Id = rollout.Id,
        Kind = rollout.Kind,
        State = rollout.State,
        Reason = rollout.Reason,
        Wave = rollout.Wave,
        WaveCount = rollout.WaveCount,
        Waves = rollout.Waves,
        MaximumFailures = rollout.MaximumFailures,
        SoakSeconds = rollout.Soak.TotalSeconds,
        Targets = progress.Targets,
        Open = progress.Open + progress.Unsubmitted,
        Succeeded = progress.Succeeded,
        Failed = progress.Failed,
        CreatedAt = rollout.CreatedAt,
        CreatedBy = rollout.CreatedBy,
        FinishedAt = rollout.FinishedAt,
        Parameters = rollout.Parameters,
        Items = targets is null ? null : [.. targets.Select(RolloutTargetView.Of)],
    };
}

/// <summary>One target of a rollout.</summary>
internal sealed record RolloutTargetView
{
    [Description("From 1.")]
    public required int Wave { get; init; }

    public required TargetView Target { get; init; }

    public Guid? OperationId { get; init; }

    [Description("How its operation is; missing before its wave has begun.")]
    public OperationState? State { get; init; }

    public static RolloutTargetView Of(RolloutTarget target) => new()
    {
        Wave = target.Wave,
        Target = TargetView.Of(target.Target),
        OperationId = target.OperationId,
        State = target.State,
    };
}
