using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace VsphereConnector.Server.Credentials;

/// <summary>The table <c>credentials</c>.</summary>
internal static class CredentialTable
{
    public static IReadOnlyList<StoredCredential> List(DbConnection connection) =>
        [.. connection.Query<Row>("SELECT * FROM credentials ORDER BY name").Select(row => row.ToCredential())];

    public static StoredCredential? Find(DbConnection connection, string name) =>
        connection.QuerySingleOrDefault<Row>("SELECT * FROM credentials WHERE name = @name", new { name })?.ToCredential();

    public static byte[]? FindProtected(DbConnection connection, string name) =>
        connection.QuerySingleOrDefault<byte[]>("SELECT protected FROM credentials WHERE name = @name", new { name });

    /// <summary>False where there is one of this name.</summary>
    public static bool Add(DbConnection connection, StoredCredential credential, byte[] secret) => connection.Execute(
        """
        INSERT INTO credentials (name, kinds, username, domain, scope, protected, secret_parts, fingerprint, created_at, created_by, rotated_at, version)
        VALUES (@Name, @Kinds, @Username, @Domain, @Scope, @secret, @SecretParts, @Fingerprint, @CreatedAt, @CreatedBy, @RotatedAt, @Version)
        ON CONFLICT (name) DO NOTHING
        """,
        Values(credential, secret, credential.Version)) == 1;

    /// <summary>Writes the next version; a null secret stays as it is. False where another version is there by now.</summary>
    public static bool Update(DbConnection connection, StoredCredential next, byte[]? secret, long expectedVersion) => connection.Execute(
        """
        UPDATE credentials SET kinds = @Kinds, username = @Username, domain = @Domain, scope = @Scope, protected = COALESCE(@secret, protected),
            secret_parts = @SecretParts, fingerprint = @Fingerprint, rotated_at = @RotatedAt, version = @Version
        WHERE name = @Name AND version = @expectedVersion
        """,
        Values(next, secret, expectedVersion)) == 1;

    public static bool Remove(DbConnection connection, string name) =>
        connection.Execute("DELETE FROM credentials WHERE name = @name", new { name }) == 1;

    /// <summary>How many operations that have not ended name it.</summary>
    public static IReadOnlyDictionary<string, long> CountOpenOperations(DbConnection connection) =>
        connection.Query<(string Name, long Count)>(
            "SELECT guest_logon, COUNT(*) FROM operations WHERE finished_at IS NULL AND guest_logon IS NOT NULL GROUP BY guest_logon COLLATE NOCASE")
            .ToDictionary(row => row.Name, row => row.Count, StringComparer.OrdinalIgnoreCase);

    /// <summary>How many registered endpoints name it.</summary>
    public static IReadOnlyDictionary<string, long> CountEndpoints(DbConnection connection) =>
        connection.Query<(string Name, long Count)>(
            "SELECT credential, COUNT(*) FROM endpoints WHERE credential IS NOT NULL GROUP BY credential COLLATE NOCASE")
            .ToDictionary(row => row.Name, row => row.Count, StringComparer.OrdinalIgnoreCase);

    private static object Values(StoredCredential credential, byte[]? secret, long expectedVersion) => new
    {
        credential.Name,
        Kinds = JsonSerializer.Serialize(credential.Kinds, CredentialJson.Default.IReadOnlyListCredentialKind),
        credential.Username,
        credential.Domain,
        Scope = JsonSerializer.Serialize(credential.Scope, CredentialJson.Default.CredentialScope),
        secret,
        SecretParts = JsonSerializer.Serialize(credential.SecretParts, CredentialJson.Default.IReadOnlyListCredentialSecretPart),
        credential.Fingerprint,
        credential.CreatedAt,
        credential.CreatedBy,
        credential.RotatedAt,
        credential.Version,
        expectedVersion,
    };

    private sealed class Row
    {
        public required string Name { get; init; }
        public required string Kinds { get; init; }
        public required string Username { get; init; }
        public string? Domain { get; init; }
        public required string Scope { get; init; }
        public required string SecretParts { get; init; }
        public required string Fingerprint { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public required string CreatedBy { get; init; }
        public DateTimeOffset RotatedAt { get; init; }
        public long Version { get; init; }

        public StoredCredential ToCredential() => new()
        {
            Name = Name,
            Kinds = JsonSerializer.Deserialize(Kinds, CredentialJson.Default.IReadOnlyListCredentialKind)!,
            Username = Username,
            Domain = Domain,
            Scope = JsonSerializer.Deserialize(Scope, CredentialJson.Default.CredentialScope)!,
            SecretParts = JsonSerializer.Deserialize(SecretParts, CredentialJson.Default.IReadOnlyListCredentialSecretPart)!,
            Fingerprint = Fingerprint,
            CreatedAt = CreatedAt,
            CreatedBy = CreatedBy,
            RotatedAt = RotatedAt,
            Version = Version,
        };
    }
}
