using System.Data.Common;

namespace VsphereConnector.Server.Triggers.Rules;

/// <summary>All rules at one moment.</summary>
internal sealed record RuleSet(IReadOnlyList<Rule> All, RulesPause? Pause)
{
    /// <summary>The rules that keep others from machines. A paused ban bans nothing.</summary>
    public IReadOnlyList<Rule> Bans { get; } = [.. All.Where(rule => rule is { Bans: true, Paused: false })];

    public static RuleSet Read(DbConnection connection) => new(RuleTable.All(connection), RuleTable.Pause(connection));

    public Rule? Find(Guid id) => All.FirstOrDefault(rule => rule.Id == id);

    /// <summary>The rules that may begin something now.</summary>
    public IReadOnlyList<Rule> Open(DateTimeOffset now) => Pause is not null
        ? []
        : [.. All.Where(rule => rule is { Bans: false, Paused: false } && (rule.Definition.Maintenance?.IsOpen(now) ?? true))];
}
