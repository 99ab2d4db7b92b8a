using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Api;

/// <summary>What is known of an API token; the token itself is not.</summary>
internal sealed class ApiToken
{
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute; null where it was never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>The tokens by which callers of the REST API show who they are. Only their SHA-256 is stored: 256 random bits need no salt.</summary>
internal sealed class ApiTokens(Database database, TimeProvider time)
{
    private const string Prefix = "vct_";
    private const int RandomBytes = 32;
    private static readonly TimeSpan UseGranularity = TimeSpan.FromMinutes(1);

    /// <summary>Makes a token and returns it; it cannot be shown again. Null where one of this name exists.</summary>
    public async Task<string?> CreateAsync(string name, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        var now = time.GetUtcNow();
        var added = await database.WriteAsync(
            connection => connection.Execute(
                """
                INSERT INTO api_tokens (name, hash, created_at, expires_at) VALUES (@name, @hash, @now, @expires)
                ON CONFLICT (name) DO NOTHING
                """,
                new { name, hash = Hash(token), now, expires = now + lifetime }),
            cancellationToken);
        return added == 1 ? token : null;
    }

    public Task<IReadOnlyList<ApiToken>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<ApiToken>>(
        connection => [.. connection.Query<ApiToken>("SELECT name, created_at, expires_at, last_used_at FROM api_tokens ORDER BY name")],
        cancellationToken);

    /// <summary>False where there is none of this name.</summary>
    public Task<bool> RevokeAsync(string name, CancellationToken cancellationToken) => database.WriteAsync(
        connection => connection.Execute("DELETE FROM api_tokens WHERE name = @name", new { name }) == 1,
        cancellationToken);

    /// <summary>
    /// The token's name, or null where it is not valid (now). Tokens are found by their hash, so the time that this takes tells nothing
    /// about any token.
    /// </summary>
    public async Task<string?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var known = await database.ReadAsync(
            connection => connection.QuerySingleOrDefault<ApiToken>(
                "SELECT name, created_at, expires_at, last_used_at FROM api_tokens WHERE hash = @hash",
                new { hash = Hash(token) }),
            cancellationToken);
        var now = time.GetUtcNow();
        if (known is null || known.ExpiresAt <= now)
        {
            return null;
        }

        if (known.LastUsedAt is null || now - known.LastUsedAt >= UseGranularity)
        {
            await database.WriteAsync(
                connection => connection.Execute("UPDATE api_tokens SET last_used_at = @now WHERE name = @Name", new { now, known.Name }),
                cancellationToken);
        }

        return known.Name;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
