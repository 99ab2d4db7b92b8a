using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>How an installation works on a Windows machine by SMB: over an administrator's shares, and by a service for the installer alone.</summary>
/// <param name="machine">Logged on.</param>
/// <param name="time">The clock.</param>
/// <param name="verb">What the program is to do with the script: <c>install</c> or <c>look</c>.</param>
internal sealed class SmbWorkspace(SmbConnection machine, TimeProvider time, string verb) : IGuestWorkspace, IAsyncDisposable
{
    private (SmbConnection Share, OneTimeRun Run, string Folder)? _opened;
    private string? _sha256;

    public OperationChannel Road => OperationChannel.Smb;

    public GuestSystem System => GuestSystem.Windows;

    public string Logon => $"{machine.Target.Account} by SMB";

    public string? FindPassword(string account) =>
        WindowsAccountName.AreSame(machine.Target.Account, account) || WindowsAccountName.AreSame(machine.Target.User, account) ? machine.Target.Password : null;

    /// <summary>The connection is logged on.</summary>
    public async Task<T> ProveLogonAsync<T>(OperationRun run, Func<Task<T>> first, CancellationToken cancellationToken)
    {
        await run.ReportAsync("logon", $"The machine accepts {Logon}.", 10, cancellationToken: cancellationToken);
        return await first();
    }

    public async Task MakeFolderAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var share = await (await OpenAsync(folder, cancellationToken)).Share.ShareAsync(cancellationToken);
            var path = "";
            foreach (var name in RemotePath.Of(folder).Path.Split('\\'))
            {
                path = path.Length == 0 ? name : $@"{path}\{name}";
                await share.MakeFolderAsync(path, cancellationToken);
            }
        }
        catch (SmbException exception) when (IsOfTheFolder(exception.Fault))
        {
            throw Refused(exception);
        }
    }

    /// <summary>Nothing there unpacks the program, so it is sent as it is; the settings are in the script, which is sent but not run.</summary>
    public async Task UploadAsync(InstallFile file, string folder, CancellationToken cancellationToken)
    {
        var (share, run, _) = await OpenAsync(folder, cancellationToken);
        try
        {
            await using var content = file.OpenRead();
            if (file.Name == InstallBundle.CabinetFileName)
            {
                using var packed = new MemoryStream();
                await content.CopyToAsync(packed, cancellationToken);
                using var program = new MemoryStream(PackedProgram.Unpack(packed.ToArray()), writable: false);
                _sha256 = await share.PutAsync(run.PathOf(PackedProgram.WindowsFileName), program, cancellationToken);
                return;
            }

            await share.PutAsync(run.PathOf(file.Name), content, cancellationToken);
        }
        catch (SmbException exception) when (IsOfTheFolder(exception.Fault))
        {
            throw Refused(exception);
        }
    }

    public async Task<StartedRunner> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var (_, run, _) = await OpenAsync(folder, cancellationToken);
        await run.StartAsync(System.Join(folder, PackedProgram.WindowsFileName), _sha256, $"{verb} --bundle \"{System.ScriptIn(folder)}\"", cancellationToken);
        return new StartedRunner(0, $"the service {run.Service}");
    }

    public async Task<bool?> WasStartedAsync(string folder, CancellationToken cancellationToken) =>
        await LookAsync(folder, cancellationToken) is { Entries.Count: > 0 } state ? state.HasStarted : null;

    public async Task<bool> HasEndedAsync(string folder, long processId, CancellationToken cancellationToken)
    {
        var (_, run, _) = await OpenAsync(folder, cancellationToken);
        return (await run.LookAsync(cancellationToken)).HasEnded || !await run.IsActiveAsync(cancellationToken);
    }

    public async Task<long?> FindRunnerAsync(string folder, CancellationToken cancellationToken) =>
        await HasEndedAsync(folder, 0, cancellationToken) ? null : 0;

    public async Task<InstallSpool?> ReadSpoolAsync(string folder, CancellationToken cancellationToken) =>
        await (await OpenAsync(folder, cancellationToken)).Run.ReadSpoolAsync(cancellationToken);

    public async Task EndAsync(string folder, long processId, CancellationToken cancellationToken) =>
        await (await OpenAsync(folder, cancellationToken)).Run.EndAsync(OperationKind.InstallConnector, cancellationToken);

    public async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await (await OpenAsync(folder, cancellationToken)).Run.RemoveAsync(cancellationToken);
        }
        catch (SmbException exception) when (OneTimeRun.IsStillThere(exception))
        {
            throw Refused(exception);
        }
    }

    public async Task<IReadOnlyList<string>> FindWorkFoldersAsync(string tempFolder, CancellationToken cancellationToken)
    {
        var place = RemotePath.Of(tempFolder);
        await using var share = await machine.OpenAsync(place.Share, cancellationToken);
        var entries = await (await share.ShareAsync(cancellationToken)).ListAsync($@"{place.Path}\{RunNames.FolderPrefix}*", cancellationToken);
        return [.. entries.Where(entry => entry.IsFolder).Select(entry => System.Join(tempFolder, entry.Name))];
    }

    public async ValueTask DisposeAsync()
    {
        if (_opened is { } opened)
        {
            await opened.Share.DisposeAsync();
        }
    }

    private async Task<OneTimeRunState> LookAsync(string folder, CancellationToken cancellationToken) =>
        await (await OpenAsync(folder, cancellationToken)).Run.LookAsync(cancellationToken);

    /// <summary>The share that the folder is on; another folder, on another share, takes the place of one that was refused.</summary>
    private async Task<(SmbConnection Share, OneTimeRun Run, string Folder)> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        if (_opened is { } opened && opened.Folder == folder)
        {
            return opened;
        }

        await DisposeAsync();
        _opened = null;
        var place = RemotePath.Of(folder);
        var share = await machine.OpenAsync(place.Share, cancellationToken);
        _opened = (share, new OneTimeRun(share, RunNames.OfFolder(place.Path)!.Value, place.Path, folder, time), folder);
        return _opened.Value;
    }

    private static bool IsOfTheFolder(SmbFault fault) => fault is SmbFault.FolderMissing or SmbFault.FileRefused or SmbFault.DiskFull or SmbFault.UploadDamaged;

    private static WorkspaceRefusedException Refused(SmbException exception) => new(exception.Error.Message.TrimEnd('.'), exception) { IsForRoom = exception.Fault == SmbFault.DiskFull };
}
