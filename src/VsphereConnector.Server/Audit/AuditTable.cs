using System.Data.Common;
using System.Text.Json;
using Dapper;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.Audit;

/// <summary>Which entries to list.</summary>
internal sealed record AuditFilter
{
    public string? User { get; init; }

    public string? Action { get; init; }

    /// <summary>The name of a target, or the id of an operation.</summary>
    public string? Target { get; init; }

    public AuditOutcome? Outcome { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Only entries before the one with this sequence: the cursor of paging, newest first.</summary>
    public long? Before { get; init; }

    public int Limit { get; init; } = 50;
}

/// <summary>The table <c>audit</c>.</summary>
internal static class AuditTable
{
    private const string HasTarget =
        "EXISTS (SELECT 1 FROM json_each(targets) WHERE value ->> 'name' = @Target COLLATE NOCASE OR value ->> 'operation' = @Target COLLATE NOCASE)";

    public static void Add(DbConnection connection, AuditEntry entry) => connection.Execute(
        """
        INSERT INTO audit (at, actor, actor_kind, vcenter, address, action, outcome, code, targets, target_count, repeats)
        VALUES (@At, @Actor, @ActorKind, @VCenter, @Address, @Action, @Outcome, @Code, @Targets, @TargetCount, @Repeats)
        """,
        new
        {
            entry.At,
            entry.Actor,
            ActorKind = entry.ActorKind.ToString(),
            entry.VCenter,
            entry.Address,
            entry.Action,
            Outcome = entry.Outcome.ToString(),
            entry.Code,
            Targets = JsonSerializer.Serialize(entry.Targets, ApiJson.Options),
            entry.TargetCount,
            entry.Repeats,
        });

    public static IReadOnlyList<AuditEntry> List(DbConnection connection, AuditFilter filter)
    {
        var conditions = new List<string>();
        AddCondition(filter.User, "actor = @User COLLATE NOCASE");
        AddCondition(filter.Action, "action = @Action COLLATE NOCASE");
        AddCondition(filter.Outcome, "outcome = @Outcome");
        AddCondition(filter.Since, "at >= @Since");
        AddCondition(filter.Before, "sequence < @Before");
        AddCondition(filter.Target, HasTarget);
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        return [.. connection.Query<Row>(
            $"SELECT * FROM audit {where} ORDER BY sequence DESC LIMIT @Limit",
            new { filter.User, filter.Action, filter.Target, Outcome = filter.Outcome?.ToString(), filter.Since, filter.Before, filter.Limit })
            .Select(row => row.ToEntry())];

        void AddCondition(object? value, string condition)
        {
            if (value is not null)
            {
                conditions.Add(condition);
            }
        }
    }

    /// <summary>Removes what is older, at most <paramref name="most"/>, and returns how many that were.</summary>
    public static int Remove(DbConnection connection, DateTimeOffset before, int most) => connection.Execute(
        "DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit WHERE at < @before ORDER BY at LIMIT @most)", new { before, most });

    private sealed class Row
    {
        public long Sequence { get; init; }
        public DateTimeOffset At { get; init; }
        public required string Actor { get; init; }
        public required string ActorKind { get; init; }
        public string? VCenter { get; init; }
        public string? Address { get; init; }
        public required string Action { get; init; }
        public required string Outcome { get; init; }
        public string? Code { get; init; }
        public required string Targets { get; init; }
        public int TargetCount { get; init; }
        public int Repeats { get; init; }

        public AuditEntry ToEntry() => new()
        {
            Sequence = Sequence,
            At = At,
            Actor = Actor,
            ActorKind = Enum.Parse<CallerKind>(ActorKind),
            VCenter = VCenter,
            Address = Address,
            Action = Action,
            Outcome = Enum.Parse<AuditOutcome>(Outcome),
            Code = Code,
            Targets = JsonSerializer.Deserialize<List<AuditTarget>>(Targets, ApiJson.Options)!,
            TargetCount = TargetCount,
            Repeats = Repeats,
        };
    }
}
