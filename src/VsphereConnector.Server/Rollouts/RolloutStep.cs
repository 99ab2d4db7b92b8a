namespace VsphereConnector.Server.Rollouts;

/// <summary>What is to be done next about a rollout.</summary>
internal abstract record RolloutStep
{
    private RolloutStep()
    {
    }

    /// <summary>Nothing until an operation ends or, where it is given, until then.</summary>
    public sealed record Wait(DateTimeOffset? Until = null) : RolloutStep;

    /// <summary>The operations of the waves that have begun are to be recorded.</summary>
    public sealed record Submit : RolloutStep;

    /// <summary>The next wave begins.</summary>
    public sealed record Begin(int Wave) : RolloutStep;

    /// <summary>Too many have failed: no further wave begins.</summary>
    public sealed record Stop(string Reason) : RolloutStep;

    public sealed record Finish : RolloutStep;

    /// <summary>Decides by how the rollout and its operations are, and by nothing else.</summary>
    public static RolloutStep Next(Rollout rollout, RolloutProgress progress, DateTimeOffset now)
    {
        if (rollout.State != RolloutState.Running)
        {
            return new Wait();
        }

        if (progress.Failed - rollout.Forgiven > rollout.MaximumFailures)
        {
            return new Stop(
                $"{progress.Failed} of {progress.Failed + progress.Succeeded} ended badly up to wave {rollout.Wave}, more than the {rollout.MaximumFailures} allowed.");
        }

        return progress switch
        {
            { Unsubmitted: > 0 } => new Submit(),
            { Open: > 0 } => new Wait(),
            _ when rollout.Wave == rollout.WaveCount => new Finish(),
            { LastEnd: { } end } when end + rollout.Soak > now => new Wait(end + rollout.Soak),
            _ => new Begin(rollout.Wave + 1),
        };
    }
}
