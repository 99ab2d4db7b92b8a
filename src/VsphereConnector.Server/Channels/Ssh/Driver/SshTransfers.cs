using System.IO.Pipelines;
using System.Text.Json;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>What goes beside a channel: packages that operations need, and files that they leave.</summary>
internal sealed class SshTransfers(PackageStore packages, OperationFileStore files)
{
    private static readonly TimeSpan StepTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Puts the package of an operation into the connector's cache, so that it is not looked for over the road that is broken.</summary>
    public async Task BringPackageAsync(OperationRun run, SshConnection connection, SshRoute route, Connector connector, CancellationToken cancellationToken)
    {
        if (PackageOf(run.Operation) is not { } sha256 || await packages.FindFileAsync(sha256, cancellationToken) is not { } path)
        {
            return;
        }

        var cache = $"{ConnectorFiles.FolderOf(connector)}/packages";
        if (await IsThereAsync(connection, route, $"{cache}/{sha256}", cancellationToken))
        {
            return;
        }

        await run.ReportAsync("package", "The package is sent by SFTP.", cancellationToken: cancellationToken);
        var folder = TempFolders.WorkFolder(GuestSystem.Linux, Locations.FallbackTempFolder, run.Operation.Id);
        await StepAsync(connection, null, $"mkdir -m 700 {folder} 2>/dev/null || [ -O {folder} ]", cancellationToken);
        try
        {
            await using var content = File.OpenRead(path);
            await connection.UploadAsync(new SshUpload(content, $"{folder}/package"), cancellationToken);
            await StepAsync(connection, route.Sudo, PutIntoCache($"{folder}/package", cache, sha256, ConnectorFiles.FolderOf(connector)), cancellationToken);
        }
        finally
        {
            await StepAsync(connection, route.Sudo, $"rm -rf {folder}", CancellationToken.None);
        }
    }

    /// <summary>Fetches a file that an operation has left.</summary>
    public async Task FetchAsync(OperationRun run, FileOnEndpoint file, SshConnection connection, SshRoute route, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var reading = ReadAsync(connection, route, file.Path, pipe.Writer, cancellationToken);
        await using (var content = pipe.Reader.AsStream())
        {
            await files.AddAsync(run.Operation.Target.ConnectorId!.Value, run.Operation.Id, file.Name, content, file.Sha256, cancellationToken);
        }

        await reading;
    }

    private static async Task ReadAsync(SshConnection connection, SshRoute route, string path, PipeWriter to, CancellationToken cancellationToken)
    {
        try
        {
            await using var output = to.AsStream(leaveOpen: true);
            var command = new SshCommand($"exec cat {ShellText.Quote(path)}") { Sudo = route.Sudo, Output = output, Timeout = Timeout.InfiniteTimeSpan, IdleTimeout = StepTimeout };
            (await connection.RunAsync(command, cancellationToken)).EnsureSuccess(connection.Target);
            await to.CompleteAsync();
        }
        catch (Exception exception)
        {
            await to.CompleteAsync(exception);
            throw;
        }
    }

    /// <summary>It shall belong to whom the connector runs as, and appear whole.</summary>
    private static string PutIntoCache(string from, string cache, string sha256, string folder)
    {
        var (directory, place) = (ShellText.Quote(cache), ShellText.Quote($"{cache}/{sha256}"));
        return $"set -e; set -- $(ls -nd {ShellText.Quote($"{folder}/journal")}); owner=$3:$4; mkdir -p -m 700 {directory}; chown $owner {directory}; "
            + $"mv -f {from} {place}.put; chown $owner {place}.put; chmod 600 {place}.put; mv -f {place}.put {place}";
    }

    private static async Task<bool> IsThereAsync(SshConnection connection, SshRoute route, string path, CancellationToken cancellationToken)
    {
        var command = new SshCommand($"[ -f {ShellText.Quote(path)} ]") { Sudo = route.Sudo, Timeout = StepTimeout };
        return (await connection.RunAsync(command, cancellationToken)).ExitCode == 0;
    }

    private static async Task StepAsync(SshConnection connection, SshSudo? sudo, string script, CancellationToken cancellationToken) =>
        (await connection.RunAsync(new SshCommand(script) { Sudo = sudo, Timeout = StepTimeout }, cancellationToken)).EnsureSuccess(connection.Target);

    /// <summary>Agents, patches from a file and programs name their package in the same way.</summary>
    private static string? PackageOf(Operation operation) =>
        operation.Parameters is { ValueKind: JsonValueKind.Object } parameters && parameters.TryGetProperty("sha256", out var sha256)
        && sha256.ValueKind == JsonValueKind.String
            ? sha256.GetString()
            : null;
}
