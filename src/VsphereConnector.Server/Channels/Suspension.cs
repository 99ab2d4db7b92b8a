using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>A driver of an endpoint has failed and is left alone for a while.</summary>
internal sealed record Suspension
{
    public required string Endpoint { get; init; }

    public required OperationChannel Driver { get; init; }

    /// <summary>How often it failed in a row.</summary>
    public required int Failures { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>When it is tried again; null where it must be resumed, as trying again cannot help.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Why it failed last.</summary>
    public required OperationError Error { get; init; }

    /// <summary>What it failed with (<see cref="DriverOffer.Usable"/>).</summary>
    public string? Setup { get; init; }

    public bool HoldsAt(DateTimeOffset now, string? setup = null) => Until is null ? Setup == setup : Until > now;

    /// <summary>
    /// What is after a failure: 1, 2, 4, 8, 16, 32, 60, 60 … seconds. One that began before the last failure was known is a part of it:
    /// many operations on a road that breaks are one failure.
    /// </summary>
    public static Suspension After(Suspension? before, DriverFailure failure, DateTimeOffset now)
    {
        if (before is not null && before.FailedAt >= failure.Began && (before.Until is null || failure.Fault == DriverFault.Passing))
        {
            return before;
        }

        var failures = (before?.Failures ?? 0) + 1;
        return new Suspension
        {
            Endpoint = failure.Endpoint,
            Driver = failure.Driver,
            Failures = failures,
            Since = before?.Since ?? now,
            FailedAt = now,
            Until = failure.Fault == DriverFault.Permanent ? null : now + RetrySchedule.Default.Delay(failures),
            Error = failure.Error,
            Setup = failure.Setup,
        };
    }
}

/// <summary>A try of a driver that did not lead to its endpoint.</summary>
internal sealed record DriverFailure(string Endpoint, OperationChannel Driver, DateTimeOffset Began, DriverFault Fault, OperationError Error, string? Setup = null);
