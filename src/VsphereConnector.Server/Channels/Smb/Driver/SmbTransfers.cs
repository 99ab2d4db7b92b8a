using System.Text.Json;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>What goes beside a channel: packages that operations need, and files that they leave.</summary>
internal sealed class SmbTransfers(PackageStore packages, OperationFileStore files)
{
    /// <summary>Puts the package of an operation into the connector's cache, so that it is not looked for over the road that is broken.</summary>
    public async Task BringPackageAsync(OperationRun run, SmbConnection connection, Connector connector, CancellationToken cancellationToken)
    {
        if (PackageOf(run.Operation) is not { } sha256 || await packages.FindFileAsync(sha256, cancellationToken) is not { } file)
        {
            return;
        }

        await using var content = File.OpenRead(file);
        var (share, cache) = RemotePath.Of($@"{ConnectorFiles.FolderOf(connector)}\packages");
        await using var drive = await connection.OpenAsync(share, cancellationToken);
        var path = $@"{cache}\{sha256}";
        var there = await drive.ShareAsync(cancellationToken);
        if ((await there.ListAsync(path, cancellationToken)).Any(entry => entry.Length == content.Length))
        {
            return;
        }

        await run.ReportAsync("package", "The package is sent by SMB.", cancellationToken: cancellationToken);
        await there.MakeFolderAsync(cache, cancellationToken);
        await drive.PutAsync(path, content, cancellationToken);
    }

    /// <summary>Fetches a file that an operation has left.</summary>
    public async Task FetchAsync(OperationRun run, FileOnEndpoint file, SmbConnection connection, CancellationToken cancellationToken)
    {
        var (share, path) = RemotePath.Of(file.Path);
        await using var drive = await connection.OpenAsync(share, cancellationToken);
        await using var content = connection.MakeTemporaryFile();
        if (!await (await drive.ShareAsync(cancellationToken)).ReadAsync(path, 0, content, cancellationToken))
        {
            throw SmbErrors.FileMissing(connection.Target, file.Path);
        }

        content.Position = 0;
        await files.AddAsync(run.Operation.Target.ConnectorId!.Value, run.Operation.Id, file.Name, content, file.Sha256, cancellationToken);
    }

    /// <summary>Agents, patches from a file and programs name their package in the same way.</summary>
    private static string? PackageOf(Operation operation) =>
        operation.Parameters is { ValueKind: JsonValueKind.Object } parameters && parameters.TryGetProperty("sha256", out var sha256)
        && sha256.ValueKind == JsonValueKind.String
            ? sha256.GetString()
            : null;
}
