using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Agents;

/// <summary>What the connector knows of an installed agent, kept over restarts.</summary>
internal sealed record AgentRecord
{
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public required AgentManifest Manifest { get; init; }

    /// <summary>The SHA-256 of its package.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset InstalledAt { get; init; }

    /// <summary>It is meant to run, and is started when the connector starts.</summary>
    public bool ShouldRun { get; init; }

    /// <summary>It ended too often: it is started again when that is asked for, or when the connector starts.</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>The process that was started last; with its time, as ids are used again.</summary>
    public int? ProcessId { get; init; }

    public DateTimeOffset? ProcessStartedAt { get; init; }

    public int? LastExitCode { get; init; }

    /// <summary>When it was started again after it had ended by itself, in the last 24 hours.</summary>
    public IReadOnlyList<DateTimeOffset> Restarts { get; init; } = [];

    public string Name => Manifest.Name;

    public int MostRestarts => Manifest.Limits.RestartsPerDay ?? AgentLimits.MostRestartsPerDay;

    /// <summary>The record with one more restart; null where it has had as many as it may in a day.</summary>
    public AgentRecord? WithRestart(DateTimeOffset now)
    {
        var recent = Restarts.Where(at => at > now - Day).ToList();
        return recent.Count < MostRestarts ? this with { Restarts = [.. recent, now] } : null;
    }
}

/// <summary>A change of an agent's folder that is under way: what a crash in the middle is set right by.</summary>
/// <param name="Sha256">The package that is to take its place; null where the agent is being removed.</param>
internal sealed record PendingChange(string? Sha256);
