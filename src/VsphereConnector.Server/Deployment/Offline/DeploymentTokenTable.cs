using System.Data.Common;
using Dapper;

namespace VsphereConnector.Server.Deployment.Offline;

/// <summary>The statements on deployment tokens and their uses, to be used within a read or write of the database.</summary>
internal static class DeploymentTokenTable
{
    public static void Add(DbConnection connection, DeploymentToken token, string hash) => connection.Execute(
        """
        INSERT INTO deployment_tokens (id, hash, name_pattern, endpoint_id, machines, expires_at, created_at, created_by)
        VALUES (@Id, @hash, @NamePattern, @EndpointId, @Machines, @ExpiresAt, @CreatedAt, @CreatedBy)
        """,
        new { token.Id, hash, token.NamePattern, token.EndpointId, token.Machines, token.ExpiresAt, token.CreatedAt, token.CreatedBy });

    public static DeploymentToken? FindByHash(DbConnection connection, string hash) =>
        connection.QuerySingleOrDefault<DeploymentToken>("SELECT * FROM deployment_tokens WHERE hash = @hash", new { hash });

    public static DeploymentToken? Find(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefault<DeploymentToken>("SELECT * FROM deployment_tokens WHERE id = @id", new { id });

    /// <summary>Newest first, from those before a sequence on.</summary>
    public static IReadOnlyList<DeploymentToken> List(DbConnection connection, long before, int most) =>
        [.. connection.Query<DeploymentToken>(
            "SELECT * FROM deployment_tokens WHERE sequence < @before ORDER BY sequence DESC LIMIT @most", new { before, most })];

    /// <summary>False where there is none that is good still.</summary>
    public static bool Withdraw(DbConnection connection, Guid id, DateTimeOffset now) =>
        connection.Execute("UPDATE deployment_tokens SET withdrawn_at = @now WHERE id = @id AND withdrawn_at IS NULL", new { id, now }) == 1;

    public static IReadOnlyList<DeploymentTokenUse> Uses(DbConnection connection, Guid id) =>
        [.. connection.Query<DeploymentTokenUse>(
            "SELECT at, host_name, address, endpoint_id, connector_id FROM deployment_token_uses WHERE token_id = @id ORDER BY at", new { id })];

    public static int CountUses(DbConnection connection, Guid id) =>
        connection.QuerySingle<int>("SELECT COUNT(*) FROM deployment_token_uses WHERE token_id = @id", new { id });

    /// <summary>What a key was answered before; null where it did not use the token.</summary>
    public static (Guid ConnectorId, string Certificate)? FindAnswer(DbConnection connection, Guid id, string publicKey) =>
        connection.QuerySingleOrDefault<(string ConnectorId, string Certificate)?>(
            "SELECT connector_id, certificate FROM deployment_token_uses WHERE token_id = @id AND public_key = @publicKey",
            new { id, publicKey }) is { } row ? (Guid.Parse(row.ConnectorId), row.Certificate) : null;

    public static void AddUse(DbConnection connection, Guid id, string publicKey, string certificate, DeploymentTokenUse use) => connection.Execute(
        """
        INSERT INTO deployment_token_uses (token_id, public_key, at, host_name, address, endpoint_id, connector_id, certificate)
        VALUES (@id, @publicKey, @At, @HostName, @Address, @EndpointId, @ConnectorId, @certificate)
        """,
        new { id, publicKey, use.At, use.HostName, use.Address, use.EndpointId, use.ConnectorId, certificate });
}
