using System.Data.Common;
using System.Text.Json;
using Dapper;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Triggers.Rules;

/// <summary>The statements on the table of rules.</summary>
internal static class RuleTable
{
    public static IReadOnlyList<Rule> All(DbConnection connection) =>
        [.. connection.Query<RuleRow>("SELECT * FROM rules ORDER BY name").Select(row => row.ToRule())];

    public static Rule? Find(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefault<RuleRow>("SELECT * FROM rules WHERE id = @id", new { id })?.ToRule();

    public static Rule? FindByName(DbConnection connection, string name) =>
        connection.QuerySingleOrDefault<RuleRow>("SELECT * FROM rules WHERE name = @name", new { name })?.ToRule();

    /// <summary>Adds a rule; it is about what happens from now on.</summary>
    public static void Add(DbConnection connection, Rule rule) => connection.Execute(
        """
        INSERT INTO rules (id, name, definition, paused, since, version, created_at, created_by, changed_at, changed_by)
        VALUES (@Id, @Name, @Definition, @Paused, (SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'occurrences'),
            @Version, @CreatedAt, @CreatedBy, @ChangedAt, @ChangedBy)
        """,
        RuleRow.Of(rule));

    /// <summary>Changes a rule; false where it is not of this version any more.</summary>
    public static bool TryUpdate(DbConnection connection, Rule rule, long expectedVersion) => connection.Execute(
        """
        UPDATE rules SET name = @Name, definition = @Definition, paused = @Paused, version = @Version, changed_at = @ChangedAt, changed_by = @ChangedBy
        WHERE id = @Id AND version = @expectedVersion
        """,
        new DynamicParameters(RuleRow.Of(rule)).With(nameof(expectedVersion), expectedVersion)) == 1;

    /// <summary>Removes a rule with its firings; with the last rule goes what only rules need.</summary>
    public static bool Remove(DbConnection connection, Guid id)
    {
        var removed = connection.Execute("DELETE FROM rules WHERE id = @id", new { id }) == 1;
        connection.Execute(
            """
            DELETE FROM event_cursors WHERE NOT EXISTS (SELECT 1 FROM rules);
            DELETE FROM known_machines WHERE NOT EXISTS (SELECT 1 FROM rules);
            """);
        return removed;
    }

    public static RulesPause? Pause(DbConnection connection) =>
        connection.QuerySingleOrDefault<RulesPause>("SELECT paused_at, paused_by FROM rules_pause");

    public static void PauseAll(DbConnection connection, string by, DateTimeOffset now) => connection.Execute(
        "INSERT INTO rules_pause (only_row, paused_at, paused_by) VALUES (1, @now, @by) ON CONFLICT (only_row) DO NOTHING", new { now, by });

    public static void ResumeAll(DbConnection connection) => connection.Execute("DELETE FROM rules_pause");

    private static DynamicParameters With(this DynamicParameters parameters, string name, object value)
    {
        parameters.Add(name, value);
        return parameters;
    }

    private sealed class RuleRow
    {
        public long Sequence { get; init; }
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string Definition { get; init; } = "";
        public bool Paused { get; init; }
        public long Since { get; init; }
        public long Version { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public string CreatedBy { get; init; } = "";
        public DateTimeOffset ChangedAt { get; init; }
        public string ChangedBy { get; init; } = "";

        public static RuleRow Of(Rule rule) => new()
        {
            Id = rule.Id,
            Name = rule.Name,
            Definition = JsonSerializer.Serialize<RuleDefinition>(rule.Definition, ApiJson.Options),
            Paused = rule.Paused,
            Since = rule.Since,
            Version = rule.Version,
            CreatedAt = rule.CreatedAt,
            CreatedBy = rule.CreatedBy,
            ChangedAt = rule.ChangedAt,
            ChangedBy = rule.ChangedBy,
        };

        public Rule ToRule() => new()
        {
            Sequence = Sequence,
            Id = Id,
            Name = Name,
            Definition = JsonSerializer.Deserialize<RuleDefinition>(Definition, ApiJson.Options)!,
            Paused = Paused,
            Since = Since,
            Version = Version,
            CreatedAt = CreatedAt,
            CreatedBy = CreatedBy,
            ChangedAt = ChangedAt,
            ChangedBy = ChangedBy,
        };
    }
}

/// <summary>Since when all rules are paused, and by whom.</summary>
internal sealed record RulesPause
{
    public required DateTimeOffset PausedAt { get; init; }

    public required string PausedBy { get; init; }
}
