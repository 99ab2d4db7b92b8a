using Dapper;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>The host keys that virtual machines had when they were first reached.</summary>
internal sealed class SshHostKeys(Database database, TimeProvider time)
{
    public Task<IReadOnlyList<SshHostKey>> OfAsync(string endpoint, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SshHostKey>>(
            connection => [.. connection.Query<string>("SELECT key FROM ssh_host_keys WHERE endpoint = @endpoint ORDER BY key", new { endpoint })
                .Select(text => SshHostKey.TryParse(text, out var key) ? key : throw new InvalidDataException("A pinned host key cannot be read."))],
            cancellationToken);

    /// <summary>Keeps the first key that a machine has shown. False where another one was kept meanwhile.</summary>
    public Task<bool> PinAsync(string endpoint, SshHostKey key, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Execute(
                """
                INSERT INTO ssh_host_keys (endpoint, key, pinned_at)
                SELECT @endpoint, @key, @now WHERE NOT EXISTS (SELECT 1 FROM ssh_host_keys WHERE endpoint = @endpoint AND key <> @key)
                ON CONFLICT DO NOTHING
                """,
                new { endpoint, key = $"{key.Type} {key.Blob}", now = time.GetUtcNow() }) > 0
                || connection.QuerySingle<bool>(
                    "SELECT EXISTS (SELECT 1 FROM ssh_host_keys WHERE endpoint = @endpoint AND key = @key)", new { endpoint, key = $"{key.Type} {key.Blob}" }),
            cancellationToken);

    /// <summary>The next key that the machine shows is taken. False where none was kept.</summary>
    public Task<bool> ForgetAsync(string endpoint, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.Execute("DELETE FROM ssh_host_keys WHERE endpoint = @endpoint", new { endpoint }) > 0, cancellationToken);
}
