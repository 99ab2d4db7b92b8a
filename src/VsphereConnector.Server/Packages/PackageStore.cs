using Dapper;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Packages;

/// <summary>Packages: each a file in the data folder that is named by its hash, and a row.</summary>
internal sealed class PackageStore(DataFolder data, Database database, TimeProvider time)
{
    private readonly string _folder = data.Folder("packages");

    /// <summary>The name under which the same content was uploaded before stays.</summary>
    public async Task<Package> AddAsync(string name, Stream content, string? expected, string uploadedBy, CancellationToken cancellationToken)
    {
        using var file = await IncomingFile.ReceiveAsync(_folder, content, TransferLimits.MaximumPackageBytes, cancellationToken);
        if (expected is not null && expected != file.Sha256)
        {
            throw new HashMismatchException(expected, file.Sha256);
        }

        file.MoveTo(PathOf(file.Sha256));
        var package = new Package { Sha256 = file.Sha256, Name = name, Size = file.Size, UploadedAt = time.GetUtcNow(), UploadedBy = uploadedBy };
        return await database.WriteAsync(
            connection =>
            {
                connection.Execute(
                    """
                    INSERT INTO packages (sha256, name, size, uploaded_at, uploaded_by) VALUES (@Sha256, @Name, @Size, @UploadedAt, @UploadedBy)
                    ON CONFLICT (sha256) DO NOTHING
                    """,
                    package);
                return connection.QuerySingle<Package>("SELECT * FROM packages WHERE sha256 = @Sha256", package);
            },
            cancellationToken);
    }

    /// <summary>Newest first, from those before a sequence on.</summary>
    public Task<IReadOnlyList<Package>> ListAsync(long before, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Package>>(
            connection => [.. connection.Query<Package>(
                "SELECT * FROM packages WHERE sequence < @before ORDER BY sequence DESC LIMIT @most", new { before, most })],
            cancellationToken);

    public Task<Package?> FindAsync(string sha256, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QuerySingleOrDefault<Package>("SELECT * FROM packages WHERE sha256 = @sha256", new { sha256 }), cancellationToken);

    /// <summary>The file of a package; null where there is none.</summary>
    public async Task<string?> FindFileAsync(string sha256, CancellationToken cancellationToken) =>
        TransferLimits.IsSha256(sha256) && await FindAsync(sha256, cancellationToken) is not null ? PathOf(sha256) : null;

    /// <summary>False where there is none.</summary>
    public async Task<bool> RemoveAsync(string sha256, CancellationToken cancellationToken)
    {
        var removed = await database.WriteAsync(
            connection => connection.Execute("DELETE FROM packages WHERE sha256 = @sha256", new { sha256 }), cancellationToken);
        if (removed > 0)
        {
            File.Delete(PathOf(sha256));
        }

        return removed > 0;
    }

    private string PathOf(string sha256) => Path.Combine(_folder, sha256);
}

/// <summary>What came is not what was announced.</summary>
internal sealed class HashMismatchException(string expected, string actual)
    : Exception($"The SHA-256 of what came is {actual}, and not {expected}.");
