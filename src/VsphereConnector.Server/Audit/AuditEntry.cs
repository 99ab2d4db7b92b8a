using System.ComponentModel;
using System.Text.Json.Serialization;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Audit;

/// <summary>One request as the audit keeps it: who, from where, what, on which targets, with what outcome.</summary>
internal sealed record AuditEntry
{
    public long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Empty where nobody was let in.</summary>
    public required string Actor { get; init; }

    public required CallerKind ActorKind { get; init; }

    /// <summary>Where the user's session is.</summary>
    public string? VCenter { get; init; }

    public string? Address { get; init; }

    public required string Action { get; init; }

    public required AuditOutcome Outcome { get; init; }

    /// <summary>Why, where it was not accepted as a whole.</summary>
    public string? Code { get; init; }

    /// <summary>The first of them; <see cref="TargetCount"/> counts all.</summary>
    public IReadOnlyList<AuditTarget> Targets { get; init; } = [];

    public int TargetCount { get; init; }

    /// <summary>How many of the same refusals before this one have no entry of their own.</summary>
    public int Repeats { get; init; }
}

/// <summary>One target of a request.</summary>
internal sealed record AuditTarget(
    [property: Description("As the request named it, or as vCenter does.")] string Name,
    [property: Description("The operation that was recorded for it, or that the request was about.")] Guid? Operation = null,
    [property: Description("Why it was refused; missing where it was not.")] string? Code = null);

/// <summary>What became of a request.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditOutcome>))]
internal enum AuditOutcome
{
    Accepted,

    /// <summary>A batch of which some were accepted and some refused.</summary>
    Partial,

    Refused,

    /// <summary>The server failed.</summary>
    Failed,
}
