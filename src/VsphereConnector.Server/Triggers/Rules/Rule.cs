namespace VsphereConnector.Server.Triggers.Rules;

/// <summary>A rule as it is stored.</summary>
internal sealed record Rule
{
    public long Sequence { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required RuleDefinition Definition { get; init; }

    /// <summary>Its firings wait; nothing is lost meanwhile.</summary>
    public bool Paused { get; init; }

    /// <summary>Occurrences up to this one happened before the rule was there.</summary>
    public long Since { get; init; }

    /// <summary>Grows with every change.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    public bool Bans => Definition.Effect == RuleEffect.Ban;

    /// <summary>Who asked for the operations of this rule, as the ledger says it.</summary>
    public string Author => $"rule {Name}";
}
