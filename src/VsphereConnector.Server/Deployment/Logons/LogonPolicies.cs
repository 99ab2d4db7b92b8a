using System.Data.Common;
using System.Text.Json;
using Dapper;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Deployment.Logons;

/// <summary>The logon policies: those that were written, and the built-in one below them.</summary>
internal sealed class LogonPolicies(Database database, TimeProvider time)
{
    /// <summary>In the order of their names; the built-in one last, unless one of its name was written.</summary>
    public async Task<IReadOnlyList<LogonPolicy>> ListAsync(CancellationToken cancellationToken)
    {
        var written = await database.ReadAsync(
            connection => connection.Query<Row>("SELECT * FROM logon_policies ORDER BY name").Select(row => row.ToPolicy()).ToList(), cancellationToken);
        return written.Exists(IsDefault) ? written : [.. written, LogonPolicy.Default];
    }

    /// <summary>The policy of a machine.</summary>
    public async Task<LogonPolicy> ForAsync(CredentialTarget target, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Where(policy => policy.Scope.Holds(target)).MaxBy(policy => policy.Scope.Rank(target)) ?? LogonPolicy.Default;

    /// <summary>Writes a policy. Null where <paramref name="expectedVersion"/> is another one by now.</summary>
    public Task<LogonPolicy?> SetAsync(LogonPolicy policy, long? expectedVersion, string changedBy, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(
            connection =>
            {
                var before = Find(connection, policy.Name)?.Version ?? 0;
                if (expectedVersion is { } expected && expected != before)
                {
                    return null;
                }

                var next = policy with { Version = before + 1 };
                connection.Execute(
                    """
                    INSERT INTO logon_policies (name, scope, steps, changed_at, changed_by, version) VALUES (@Name, @scope, @steps, @now, @changedBy, @Version)
                    ON CONFLICT (name) DO UPDATE SET scope = excluded.scope, steps = excluded.steps, changed_at = excluded.changed_at,
                        changed_by = excluded.changed_by, version = excluded.version
                    """,
                    new
                    {
                        next.Name,
                        scope = JsonSerializer.Serialize(next.Scope, LogonPolicyJson.Default.CredentialScope),
                        steps = JsonSerializer.Serialize(next.Steps, LogonPolicyJson.Default.IReadOnlyListLogonStep),
                        now,
                        changedBy,
                        next.Version,
                    });
                return next;
            },
            cancellationToken);
    }

    /// <summary>False where there is none of this name.</summary>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.Execute("DELETE FROM logon_policies WHERE name = @name", new { name }) == 1, cancellationToken);

    private static bool IsDefault(LogonPolicy policy) => policy.Name.Equals(LogonPolicy.Default.Name, StringComparison.OrdinalIgnoreCase);

    private static LogonPolicy? Find(DbConnection connection, string name) =>
        connection.QuerySingleOrDefault<Row>("SELECT * FROM logon_policies WHERE name = @name", new { name })?.ToPolicy();

    private sealed class Row
    {
        public required string Name { get; init; }
        public required string Scope { get; init; }
        public required string Steps { get; init; }
        public long Version { get; init; }

        public LogonPolicy ToPolicy() => new()
        {
            Name = Name,
            Scope = JsonSerializer.Deserialize(Scope, LogonPolicyJson.Default.CredentialScope)!,
            Steps = JsonSerializer.Deserialize(Steps, LogonPolicyJson.Default.IReadOnlyListLogonStep)!,
            Version = Version,
        };
    }
}
