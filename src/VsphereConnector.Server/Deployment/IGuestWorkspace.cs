using System.Globalization;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Deployment;

/// <summary>The hands of an installation in a guest, by guest operations, SSH or SMB: one machine, one logon.</summary>
internal interface IGuestWorkspace
{
    OperationChannel Road { get; }

    /// <summary>How the guest's operating system wants it.</summary>
    GuestSystem System { get; }

    /// <summary>Which logon this is, for the ledger.</summary>
    string Logon { get; }

    /// <summary>The password of an account, where this logon has it; null where nobody knows it.</summary>
    string? FindPassword(string account);

    /// <summary>Proves the logon by the first thing that is done with it.</summary>
    Task<T> ProveLogonAsync<T>(OperationRun run, Func<Task<T>> first, CancellationToken cancellationToken);

    /// <summary>Makes a folder and those above it; one that is there already will do.</summary>
    /// <exception cref="WorkspaceRefusedException">The guest does not let it be made there.</exception>
    Task MakeFolderAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Uploads a file.</summary>
    /// <exception cref="WorkspaceRefusedException">The guest could not write it.</exception>
    Task UploadAsync(InstallFile file, string folder, CancellationToken cancellationToken);

    /// <summary>Starts the runner.</summary>
    Task<StartedRunner> StartAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Whether the runner in <paramref name="folder"/> was ever started; null where the folder is gone.</summary>
    Task<bool?> WasStartedAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Waits while the guest works by itself. Where work in guests is counted, this one does not count meanwhile.</summary>
    Task StandAsideAsync(Task until, CancellationToken cancellationToken) => until;

    /// <summary>Whether the runner is known to have ended.</summary>
    Task<bool> HasEndedAsync(string folder, long processId, CancellationToken cancellationToken);

    /// <summary>The process id of a runner whose start was answered to nobody; null where it does not run.</summary>
    Task<long?> FindRunnerAsync(string folder, CancellationToken cancellationToken);

    /// <summary>What the runner left when it ended; null as long as it has not.</summary>
    Task<InstallSpool?> ReadSpoolAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Tells the runner to end; it takes back what it made.</summary>
    Task EndAsync(string folder, long processId, CancellationToken cancellationToken);

    /// <summary>Removes the folder with all that is in it, this run's or another's; one that is gone already will do.</summary>
    /// <exception cref="WorkspaceRefusedException">The guest does not let it be removed; where one holds a program for a moment after its end, nor some seconds later.</exception>
    Task RemoveAsync(string folder, CancellationToken cancellationToken);

    /// <summary>
    /// What is in a temp folder under a name that begins as those of runs do, this one's and others'; nothing where the guest does not tell.
    /// <see cref="LeftFolder.Among"/> knows which of them are of runs.
    /// </summary>
    Task<IReadOnlyList<string>> FindWorkFoldersAsync(string tempFolder, CancellationToken cancellationToken);
}

/// <summary>What an installation has started in a guest.</summary>
/// <param name="ProcessId">0 where the machine does not tell it.</param>
/// <param name="Name">For the ledger.</param>
internal sealed record StartedRunner(long ProcessId, string Name)
{
    public static StartedRunner Process(long id) => new(id, string.Create(CultureInfo.InvariantCulture, $"process {id}"));
}

/// <summary>A guest does not let an installation make, write or remove something in a folder.</summary>
internal sealed class WorkspaceRefusedException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>Whether its disk is full, or may be.</summary>
    public bool IsForRoom { get; init; }
}
