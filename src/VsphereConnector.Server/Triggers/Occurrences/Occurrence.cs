using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Occurrences;

/// <summary>Something that happened to a virtual machine, however often and from wherever it is told.</summary>
internal sealed record Occurrence
{
    public long Sequence { get; init; }

    /// <summary>The vCenter's own id.</summary>
    public required string VCenterId { get; init; }

    /// <summary>The configured name of the vCenter.</summary>
    public required string VCenter { get; init; }

    /// <summary>Tells it from everything else that happened in this vCenter: reading it again gives the same key.</summary>
    public required string Key { get; init; }

    public required TriggerKind Kind { get; init; }

    public required string MoRef { get; init; }

    /// <summary>The name of the machine at that time.</summary>
    public required string Name { get; init; }

    /// <summary>When it happened, by the vCenter's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was recorded here.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>It concerns this rule alone; null: all that wait for its kind.</summary>
    public Guid? RuleId { get; init; }
}

/// <summary>What a rule made of an occurrence.</summary>
/// <param name="Rule">The rule's name at that time.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Firing">The firing that deals with it; null where it was not chosen.</param>
/// <param name="Reason">Why.</param>
internal sealed record OccurrenceDecision(string Rule, Guid RuleId, Guid? Firing, string Reason);
