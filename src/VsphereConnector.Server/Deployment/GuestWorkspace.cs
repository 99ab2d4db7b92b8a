using System.Net;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.Trust;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Deployment;

/// <summary>The guest operations of an installation: one virtual machine, one logon, one call at a time.</summary>
internal sealed class GuestWorkspace(GuestAccess access, GuestLogon logon, LogonAttempts attempts, DeploymentPlace? place) : IGuestWorkspace
{
    private const int LongestSpool = 1024 * 1024;

    // vCenter reads it as a regular expression, others as a name with wildcards: to both it means these names, and to one some more.
    private const string WorkFolderPattern = RunNames.FolderPrefix + "*";

    private readonly VimClient _client = access.Client;
    private readonly GuestManagers _managers = access.Managers;
    private readonly GuestFacts _facts = access.Facts;
    private readonly ManagedObjectReference _machine = access.Machine.Reference;

    public OperationChannel Road => OperationChannel.GuestOperations;

    public GuestSystem System { get; } = GuestSystem.Of(access.Facts);

    public string Logon => logon.Description;

    public string? FindPassword(string account) => logon.FindPassword(account);

    public Task<T> ProveLogonAsync<T>(OperationRun run, Func<Task<T>> first, CancellationToken cancellationToken)
    {
        return attempts.RunAsync(run, logon, access.Machine, ProveAsync, cancellationToken);

        async Task<T> ProveAsync()
        {
            await CheckLogonAsync(run, cancellationToken);
            return await first();
        }
    }

    public async Task MakeFolderAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await MakeDirectoryAsync(folder, cancellationToken);
        }
        catch (VimFaultException exception) when (IsOfTheFolder(exception.Fault))
        {
            throw new WorkspaceRefusedException(exception.Fault.ToString(), exception) { IsForRoom = exception.Fault is NoDiskSpace };
        }
    }

    public async Task UploadAsync(InstallFile file, string folder, CancellationToken cancellationToken)
    {
        await using var content = file.OpenRead();
        var path = System.Join(folder, file.Name);
        var url = await _managers.FileManager.InitiateFileTransferToGuestAsync(
            _machine, await logon.GetAsync(cancellationToken), path, System.UploadAttributes(), content.Length, overwrite: true, cancellationToken);
        try
        {
            await _client.GuestFileTransfer.PutAsync(url, content, content.Length, TransferTarget(url), cancellationToken: cancellationToken);
        }
        catch (GuestFileTransferException exception) when (exception.Status is HttpStatusCode.InternalServerError)
        {
            // The host took the transfer and the guest could not write it.
            throw new WorkspaceRefusedException("most often its disk is full", exception) { IsForRoom = true };
        }
    }

    public async Task<StartedRunner> StartAsync(string folder, CancellationToken cancellationToken) => StartedRunner.Process(
        await _managers.ProcessManager.StartProgramInGuestAsync(_machine, await logon.GetAsync(cancellationToken), System.StartOf(folder), cancellationToken));

    public async Task<bool?> WasStartedAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var files = await _managers.FileManager.ListFilesInGuestAsync(_machine, await logon.GetAsync(cancellationToken), folder, cancellationToken: cancellationToken);
            return files.Files.Any(file => NameOf(file.Path) == InstallSpool.StartedMarker);
        }
        catch (VimFaultException exception) when (exception.Fault is FileNotFound)
        {
            return null;
        }
    }

    // Else guests that hang would keep a whole host from being worked on until their time-outs.
    public async Task StandAsideAsync(Task until, CancellationToken cancellationToken)
    {
        place?.StepAside();
        await until;
        await (place?.ReturnAsync(cancellationToken) ?? Task.CompletedTask);
    }

    // The answer is forgotten five minutes after its end.
    public async Task<bool> HasEndedAsync(string folder, long processId, CancellationToken cancellationToken)
    {
        try
        {
            var processes = await _managers.ProcessManager.ListProcessesInGuestAsync(_machine, await logon.GetAsync(cancellationToken), [processId], cancellationToken);
            return processes.Count == 0 || processes[0].EndTime is not null;
        }
        catch (VimFaultException exception) when (exception.Fault is GuestProcessNotFound)
        {
            return true;
        }
    }

    public async Task<long?> FindRunnerAsync(string folder, CancellationToken cancellationToken)
    {
        var processes = await _managers.ProcessManager.ListProcessesInGuestAsync(_machine, await logon.GetAsync(cancellationToken), [], cancellationToken);
        return processes.FirstOrDefault(process => process.EndTime is null && process.CmdLine.Contains(System.ScriptIn(folder), StringComparison.Ordinal))?.Pid;
    }

    public async Task<InstallSpool?> ReadSpoolAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var file = await _managers.FileManager.InitiateFileTransferFromGuestAsync(
                _machine, await logon.GetAsync(cancellationToken), System.Join(folder, InstallSpool.DoneMarker), cancellationToken);
            using var content = new MemoryStream();
            await _client.GuestFileTransfer.GetAsync(
                file.Url, content, LongestSpool, TransferTarget(file.Url), cancellationToken: cancellationToken);
            return InstallSpool.Parse(content.GetBuffer().AsSpan(0, (int)content.Length));
        }
        catch (VimFaultException exception) when (exception.Fault is FileNotFound)
        {
            return null;
        }
    }

    public async Task EndAsync(string folder, long processId, CancellationToken cancellationToken)
    {
        if (System.EndsByMarker)
        {
            await MakeDirectoryAsync(System.Join(folder, InstallSpool.CancelMarker), cancellationToken);
            return;
        }

        try
        {
            await _managers.ProcessManager.TerminateProcessInGuestAsync(_machine, await logon.GetAsync(cancellationToken), processId, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is GuestProcessNotFound)
        {
        }
    }

    public async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await PatientRemoval.RunAsync(() => DeleteDirectoryAsync(folder, cancellationToken), IsRefused, access.Time, cancellationToken);
        }
        catch (VimFaultException exception) when (IsRefused(exception))
        {
            throw new WorkspaceRefusedException(exception.Fault.ToString(), exception);
        }

        // A program in use, and a folder into which something was written meanwhile, have no fault of their own.
        static bool IsRefused(Exception exception) =>
            exception is VimFaultException { Fault: var fault } && (IsOfTheFolder(fault) || fault.TypeName == nameof(GuestOperationsFault));
    }

    public async Task<IReadOnlyList<string>> FindWorkFoldersAsync(string tempFolder, CancellationToken cancellationToken)
    {
        try
        {
            var files = _managers.FileManager.ListAllFilesInGuestAsync(_machine, await logon.GetAsync(cancellationToken), tempFolder, WorkFolderPattern, cancellationToken);
            return [.. await files.Select(file => System.Join(tempFolder, NameOf(file.Path))).ToListAsync(cancellationToken)];
        }
        catch (VimFaultException exception) when (IsOfTheFolder(exception.Fault))
        {
            return [];
        }
    }

    private async Task CheckLogonAsync(OperationRun run, CancellationToken cancellationToken)
    {
        if (_managers.AuthManager is { } manager)
        {
            await manager.ValidateCredentialsInGuestAsync(_machine, await logon.GetAsync(cancellationToken), cancellationToken);
            await run.ReportAsync("logon", $"The guest accepts {Logon}.", 10, cancellationToken: cancellationToken);
        }
        else
        {
            await run.ReportAsync(
                "logon", $"This vCenter cannot check a logon beforehand; the first guest operation proves {Logon}.", 10, EventLevel.Warning, cancellationToken);
        }
    }

    private async Task MakeDirectoryAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await _managers.FileManager.MakeDirectoryInGuestAsync(_machine, await logon.GetAsync(cancellationToken), folder, createParentDirectories: true, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is FileAlreadyExists)
        {
        }
    }

    private async Task DeleteDirectoryAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await _managers.FileManager.DeleteDirectoryInGuestAsync(_machine, await logon.GetAsync(cancellationToken), folder, recursive: true, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is FileNotFound)
        {
        }
    }

    private static bool IsOfTheFolder(MethodFault fault) => fault is FileFault or GuestPermissionDenied;

    private static string NameOf(string path) => path.TrimEnd('/', '\\').Split('/', '\\')[^1];

    // vCenter sends transfers to the ESXi host, whose certificate it knows; a server that takes them itself is trusted as configured.
    private GuestFileTransferTarget? TransferTarget(string url)
        => _facts.HostThumbprint is { Length: > 0 } thumbprint && !IsTheServerItself(url)
            ? new GuestFileTransferTarget { HostTrust = CertificateTrust.ByThumbprint(thumbprint) }
            : null;

    private bool IsTheServerItself(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Authority == _client.Options.SdkUri.Authority;
}
