using Dapper;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Packages;

/// <summary>What operations leave on the server: a folder for each operation, a row for each file.</summary>
internal sealed class OperationFileStore(DataFolder data, Database database, TimeProvider time)
{
    private readonly string _folder = data.Folder("operation-files");

    /// <summary>Keeps a file of an operation of this connector; one of the same name is replaced. Null where there is no such operation.</summary>
    public async Task<OperationFile?> AddAsync(
        Guid connectorId, Guid operationId, string name, Stream content, string? expected, CancellationToken cancellationToken)
    {
        if (!await MayAddAsync(connectorId, operationId, name, cancellationToken))
        {
            return null;
        }

        var folder = data.Folder(Path.Combine("operation-files", operationId.ToString("D")));
        using var file = await IncomingFile.ReceiveAsync(folder, content, TransferLimits.MaximumFileBytes, cancellationToken);
        if (expected is not null && expected != file.Sha256)
        {
            throw new HashMismatchException(expected, file.Sha256);
        }

        file.MoveTo(Path.Combine(folder, name));
        var kept = new OperationFile { Name = name, Size = file.Size, Sha256 = file.Sha256, ReceivedAt = time.GetUtcNow() };
        await database.WriteAsync(
            connection => connection.Execute(
                """
                INSERT INTO operation_files (operation_id, name, size, sha256, received_at) VALUES (@operationId, @Name, @Size, @Sha256, @ReceivedAt)
                ON CONFLICT (operation_id, name) DO UPDATE SET size = @Size, sha256 = @Sha256, received_at = @ReceivedAt
                """,
                new { operationId, kept.Name, kept.Size, kept.Sha256, kept.ReceivedAt }),
            cancellationToken);
        return kept;
    }

    public Task<IReadOnlyList<OperationFile>> ListAsync(Guid operationId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OperationFile>>(
            connection => [.. connection.Query<OperationFile>(
                "SELECT name, size, sha256, received_at FROM operation_files WHERE operation_id = @operationId ORDER BY name", new { operationId })],
            cancellationToken);

    /// <summary>The path of a file; null where there is none.</summary>
    public async Task<string?> FindAsync(Guid operationId, string name, CancellationToken cancellationToken) =>
        (await ListAsync(operationId, cancellationToken)).Any(file => file.Name == name)
            ? Path.Combine(_folder, operationId.ToString("D"), name)
            : null;

    /// <summary>Removes the files of operations that are not in the ledger any more; returns how many operations that were.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var folder in Directory.EnumerateDirectories(_folder))
        {
            var known = Guid.TryParseExact(Path.GetFileName(folder), "D", out var id)
                && await database.ReadAsync(connection => OperationTable.Find(connection, id), cancellationToken) is not null;
            if (!known)
            {
                Directory.Delete(folder, recursive: true);
                removed++;
            }
        }

        return removed;
    }

    private Task<bool> MayAddAsync(Guid connectorId, Guid operationId, string name, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingle<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM operations WHERE id = @operationId AND target_connector_id = @connectorId AND finished_at IS NULL)
                AND (SELECT COUNT(*) FROM operation_files WHERE operation_id = @operationId AND name <> @name) < @MaximumFiles
            """,
            new { operationId, connectorId, name, TransferLimits.MaximumFiles }),
        cancellationToken);
}
