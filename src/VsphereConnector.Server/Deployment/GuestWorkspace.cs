using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Deployment.Logons;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Guest;
using VsphereConnector.Vim25.Trust;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Deployment;

/// <summary>The guest operations of an installation: one virtual machine, one logon, one call at a time.</summary>
internal sealed class GuestWorkspace(VimClient client, GuestManagers managers, ManagedObjectReference machine, GuestFacts facts, GuestLogon logon)
{
    private const int LongestSpool = 1024 * 1024;

    /// <summary>How the guest's operating system wants it.</summary>
    public GuestSystem System { get; } = GuestSystem.Of(facts);

    /// <summary>Which logon this is, for the ledger.</summary>
    public GuestLogon Logon => logon;

    /// <inheritdoc cref="GuestLogon.FindPassword"/>
    public string? FindPassword(string account) => logon.FindPassword(account);

    /// <summary>False where the server cannot check a logon beforehand.</summary>
    public bool CanCheckLogon => managers.AuthManager is not null;

    public async Task CheckLogonAsync(CancellationToken cancellationToken)
        => await managers.AuthManager!.ValidateCredentialsInGuestAsync(machine, await logon.GetAsync(cancellationToken), cancellationToken);

    /// <summary>Makes a folder and those above it; one that is there already will do.</summary>
    public async Task MakeFolderAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await managers.FileManager.MakeDirectoryInGuestAsync(machine, await logon.GetAsync(cancellationToken), folder, createParentDirectories: true, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is FileAlreadyExists)
        {
        }
    }

    /// <summary>Uploads a file.</summary>
    public async Task UploadAsync(InstallFile file, string folder, CancellationToken cancellationToken)
    {
        var url = await managers.FileManager.InitiateFileTransferToGuestAsync(
            machine, await logon.GetAsync(cancellationToken), System.Join(folder, file.Name), System.UploadAttributes(), file.Length, overwrite: true, cancellationToken);
        await using var content = file.OpenRead();
        await client.GuestFileTransfer.PutAsync(url, content, file.Length, TransferTarget(url), cancellationToken: cancellationToken);
    }

    /// <summary>Starts the runner and returns its process id.</summary>
    public async Task<long> StartAsync(string folder, CancellationToken cancellationToken)
    {
        return await managers.ProcessManager.StartProgramInGuestAsync(
            machine, await logon.GetAsync(cancellationToken), System.StartOf(folder), cancellationToken);
    }

    /// <summary>Whether the runner in <paramref name="folder"/> was ever started; null where the folder is gone.</summary>
    public async Task<bool?> WasStartedAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var files = await managers.FileManager.ListFilesInGuestAsync(machine, await logon.GetAsync(cancellationToken), folder, cancellationToken: cancellationToken);
            return files.Files.Any(file => NameOf(file.Path) == InstallSpool.StartedMarker);
        }
        catch (VimFaultException exception) when (exception.Fault is FileNotFound)
        {
            return null;
        }
    }

    /// <summary>Whether the runner's process is known to have ended; the answer is forgotten five minutes after its end.</summary>
    public async Task<bool> HasEndedAsync(long processId, CancellationToken cancellationToken)
    {
        try
        {
            var processes = await managers.ProcessManager.ListProcessesInGuestAsync(machine, await logon.GetAsync(cancellationToken), [processId], cancellationToken);
            return processes.Count == 0 || processes[0].EndTime is not null;
        }
        catch (VimFaultException exception) when (exception.Fault is GuestProcessNotFound)
        {
            return true;
        }
    }

    /// <summary>The process id of a runner whose start was answered to nobody; null where it does not run.</summary>
    public async Task<long?> FindRunnerAsync(string folder, CancellationToken cancellationToken)
    {
        var processes = await managers.ProcessManager.ListProcessesInGuestAsync(machine, await logon.GetAsync(cancellationToken), [], cancellationToken);
        return processes.FirstOrDefault(process => process.EndTime is null && process.CmdLine.Contains(System.ScriptIn(folder), StringComparison.Ordinal))?.Pid;
    }

    /// <summary>What the runner left when it ended; null as long as it has not.</summary>
    public async Task<InstallSpool?> ReadSpoolAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var file = await managers.FileManager.InitiateFileTransferFromGuestAsync(
                machine, await logon.GetAsync(cancellationToken), System.Join(folder, InstallSpool.DoneMarker), cancellationToken);
            using var content = new MemoryStream();
            await client.GuestFileTransfer.GetAsync(
                file.Url, content, LongestSpool, TransferTarget(file.Url), cancellationToken: cancellationToken);
            return InstallSpool.Parse(content.GetBuffer().AsSpan(0, (int)content.Length));
        }
        catch (VimFaultException exception) when (exception.Fault is FileNotFound)
        {
            return null;
        }
    }

    /// <summary>Tells the runner to end; it takes back what it made.</summary>
    public async Task EndAsync(string folder, long processId, CancellationToken cancellationToken)
    {
        if (System.EndsByMarker)
        {
            await MakeFolderAsync(System.Join(folder, InstallSpool.CancelMarker), cancellationToken);
            return;
        }

        try
        {
            await managers.ProcessManager.TerminateProcessInGuestAsync(machine, await logon.GetAsync(cancellationToken), processId, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is GuestProcessNotFound)
        {
        }
    }

    /// <summary>Removes the folder with all that is in it; one that is gone already will do.</summary>
    public async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await managers.FileManager.DeleteDirectoryInGuestAsync(machine, await logon.GetAsync(cancellationToken), folder, recursive: true, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is FileNotFound)
        {
        }
    }

    private static string NameOf(string path) => path.TrimEnd('/', '\\').Split('/', '\\')[^1];

    // vCenter sends transfers to the ESXi host, whose certificate it knows; a server that takes them itself is trusted as configured.
    private GuestFileTransferTarget? TransferTarget(string url)
        => facts.HostThumbprint is { Length: > 0 } thumbprint && !IsTheServerItself(url)
            ? new GuestFileTransferTarget { HostTrust = CertificateTrust.ByThumbprint(thumbprint) }
            : null;

    private bool IsTheServerItself(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Authority == client.Options.SdkUri.Authority;
}
