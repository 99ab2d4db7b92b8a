using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>
/// One run of the connector's program on a Windows machine: a folder of its own below the system's temp folder, and a service that starts
/// the program as LocalSystem and removes itself (<c>vlink once --service</c>). What it does, it leaves in that folder.
/// </summary>
/// <param name="connection">The share that the folder is on.</param>
/// <param name="id">Tells this run from every other one.</param>
/// <param name="folder">Its folder on the share.</param>
/// <param name="folderThere">The same folder as the machine itself has it; Windows fills in variables in the command line of a service.</param>
/// <param name="time">The clock.</param>
internal sealed class OneTimeRun(SmbConnection connection, Guid id, string folder, string folderThere, TimeProvider time)
{
    public const string TempFolder = "Temp";

    public string Service { get; } = RunNames.Service(id);

    /// <inheritdoc cref="OneTimeRun(SmbConnection, Guid, string, string, TimeProvider)" path="/param[@name='folderThere']"/>
    public string FolderThere => folderThere;

    /// <summary>In the system's own temp folder, wherever that is; the connection is to the share of the administrators.</summary>
    public static OneTimeRun InTempFolder(SmbConnection connection, Guid id, TimeProvider time) =>
        new(connection, id, $@"{TempFolder}\{RunNames.Folder(id)}", $@"%SystemRoot%\{TempFolder}\{RunNames.Folder(id)}", time);

    public string PathOf(string name) => $@"{folder}\{name}";

    public async Task MakeFolderAsync(CancellationToken cancellationToken) =>
        await (await connection.ShareAsync(cancellationToken)).MakeFolderAsync(folder, cancellationToken);

    /// <summary>
    /// Starts a program there once. Where the answer is lost it can be called again, also by another server: a service that was made is
    /// not made again, and one that was started does nothing the second time.
    /// </summary>
    /// <param name="program">Its full path there.</param>
    /// <param name="sha256">What it must be, where it has just been sent.</param>
    /// <param name="verb">What it is to do, and with what.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task StartAsync(string program, string? sha256, string verb, CancellationToken cancellationToken)
    {
        var check = sha256 is null ? "" : $" --sha256 {sha256}";
        var imagePath = $"\"{program}\" once --service --folder \"{folderThere}\" --run {id:N}{check} -- {verb}";
        try
        {
            await connection.Services.CreateAsync(Service, "Connector: one operation", imagePath, cancellationToken);
        }
        catch (SmbException exception) when (exception.Fault == SmbFault.ServiceExists)
        {
            // Made before an answer was lost.
        }

        try
        {
            await connection.Services.StartAsync(Service, cancellationToken);
        }
        catch (SmbException exception) when (exception.Fault is SmbFault.ServiceMissing or SmbFault.ServiceGoing)
        {
            // It has removed itself already: what it left in the folder says what it did.
        }
    }

    public async Task<OneTimeRunState> LookAsync(CancellationToken cancellationToken)
    {
        var entries = await (await connection.ShareAsync(cancellationToken)).ListAsync(PathOf("*"), cancellationToken);
        return new OneTimeRunState(entries);
    }

    public async Task<bool> IsActiveAsync(CancellationToken cancellationToken) => await connection.Services.QueryAsync(Service, cancellationToken) == ServiceState.Active;

    /// <summary>A small file of the folder; null where there is none.</summary>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        return await (await connection.ShareAsync(cancellationToken)).ReadAsync(PathOf(name), 0, content, cancellationToken) ? content.ToArray() : null;
    }

    /// <summary>How the program ended; null where it has not.</summary>
    public async Task<InstallSpool?> ReadSpoolAsync(CancellationToken cancellationToken) =>
        await ReadAsync(InstallSpool.DoneMarker, cancellationToken) is { } done ? InstallSpool.Parse(done) : null;

    /// <summary>Has an installer take back what it made, and whatever else carries out an operation end that; the program ends then.</summary>
    public async Task EndAsync(OperationKind kind, CancellationToken cancellationToken)
    {
        string[] markers = kind == OperationKind.InstallConnector
            ? [InstallSpool.CancelMarker]
            : [FolderExchangeFiles.Cancel, FolderExchangeFiles.Confirmed];
        foreach (var marker in markers)
        {
            await (await connection.ShareAsync(cancellationToken)).MakeFolderAsync(PathOf(marker), cancellationToken);
        }
    }

    /// <summary>Removes service and folder.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await connection.Services.DeleteAsync(Service, cancellationToken);
        await PatientRemoval.RunAsync(
            async () => await (await connection.ShareAsync(cancellationToken)).RemoveFolderAsync(folder, cancellationToken), IsStillThere, time, cancellationToken);
    }

    /// <summary>Whether the folder could not be removed because something in it is in use or protected.</summary>
    public static bool IsStillThere(Exception exception) => exception is SmbException { Fault: SmbFault.FileInUse or SmbFault.FileRefused };
}

/// <summary>What is in the folder of a run.</summary>
internal sealed record OneTimeRunState(IReadOnlyList<SmbEntry> Entries)
{
    /// <summary>The program has begun; from then on it is not started again.</summary>
    public bool HasStarted => Find(InstallSpool.OnceMarker) is not null;

    public bool HasEnded => Find(InstallSpool.DoneMarker) is not null;

    public SmbEntry? Find(string name) => Entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));
}
