using System.Globalization;
using System.Text;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Server.Deployment;

/// <summary>One installation, step by step. Each step is in the ledger before the next begins, so a restart goes on where it stood.</summary>
internal sealed class Installation(OperationRun run, IGuestWorkspace guest, EnrolmentSubject subject, InstallConnectorParameters parameters, InstallationKit kit)
{
    private static readonly RetrySchedule EndLooks = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4));

    private DeploymentCheckpoint _checkpoint =
        (run.GetCheckpoint(DeploymentJson.Default.DeploymentCheckpoint) ?? new DeploymentCheckpoint { RunId = run.Operation.Id }).Over(guest.Road);

    private string WorkFolder => _checkpoint.WorkFolder ?? throw new InvalidOperationException("The work folder is not made yet.");

    public async Task<InstallationResult> RunAsync(CancellationToken cancellationToken)
    {
        if (_checkpoint.Result is { } known)
        {
            return known;
        }

        if (_checkpoint.Reached > DeploymentStep.Queued)
        {
            await run.ReportAsync("logon", $"Goes on with {guest.Logon}.", cancellationToken: cancellationToken);
        }

        var (spool, connector) = await RunInstallerAsync(cancellationToken);
        while (await BeginsAnewAsync(spool, cancellationToken))
        {
            (spool, connector) = await RunInstallerAsync(cancellationToken);
        }

        await RecordOutputAsync(spool, cancellationToken);
        await kit.Leftovers.RemoveAsync(run, LeftFolder.Among(spool.Left, guest), cancellationToken);
        var result = Conclude(spool, connector);
        await SaveAsync(_checkpoint with { Result = result }, cancellationToken);
        return result;
    }

    /// <summary>Removes the work folder of an installation that has ended by itself.</summary>
    /// <exception cref="OperationException">The guest does not let it be removed.</exception>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        await RemoveFoldersAsync(cancellationToken);
        await run.ReportAsync("clean-up", "The work folder is removed.", 99, cancellationToken: cancellationToken);
    }

    /// <summary>Ends what still runs in the guest and removes the work folder.</summary>
    /// <exception cref="OperationException">The guest does not let it be removed.</exception>
    public async Task TakeBackAsync(CancellationToken cancellationToken)
    {
        if (_checkpoint.Reached >= DeploymentStep.Starting && await guest.ReadSpoolAsync(WorkFolder, cancellationToken) is null
            && (_checkpoint.ProcessId ?? await guest.FindRunnerAsync(WorkFolder, cancellationToken)) is { } processId)
        {
            await guest.EndAsync(WorkFolder, processId, cancellationToken);
            await WaitForEndAsync(processId, cancellationToken);
        }

        await RemoveFoldersAsync(cancellationToken);
    }

    private async Task<(InstallSpool Spool, Connector? Connector)> RunInstallerAsync(CancellationToken cancellationToken)
    {
        while (_checkpoint.Reached < DeploymentStep.Uploaded)
        {
            if (_checkpoint.Reached < DeploymentStep.FolderMade)
            {
                await LogOnAsync(cancellationToken);
            }

            await UploadAsync(cancellationToken);
        }

        if (_checkpoint.Reached < DeploymentStep.Started)
        {
            await StartAsync(cancellationToken);
        }

        return await new InstallerWatch(run, guest, subject, kit, WorkFolder, _checkpoint.ProcessId).WatchAsync(cancellationToken);
    }

    /// <summary>Whether the installer said something that can be helped: then it is sent and started once more.</summary>
    private async Task<bool> BeginsAnewAsync(InstallSpool spool, CancellationToken cancellationToken)
    {
        // Only the machine itself knows for certain what it is; nearly all are what is sent first.
        if (_checkpoint.Architecture is null && spool.FindArchitecture() is { } architecture && kit.HasProgram(guest.System, architecture))
        {
            await run.ReportAsync("upload", $"The machine is {architecture}; the program for it is sent.", cancellationToken: cancellationToken);
            await LeaveFolderAsync(_checkpoint with { Architecture = architecture }, cancellationToken);
            return true;
        }

        if (spool.ExitCode == InstallExitCodes.DiskFull && await MakeRoomAsync(spool.LastLine, cancellationToken))
        {
            await LeaveFolderAsync(_checkpoint, cancellationToken);
            return true;
        }

        return false;
    }

    private async Task RemoveFoldersAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in _checkpoint.FoldersLeft())
        {
            await RemoveFolderAsync(folder, cancellationToken);
        }
    }

    private async Task RemoveFolderAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            await guest.RemoveAsync(folder, cancellationToken);
        }
        catch (WorkspaceRefusedException refused)
        {
            throw new OperationException(DeploymentErrors.FolderNotRemoved(folder, subject.Name, refused.Message));
        }
    }

    private async Task LeaveFolderAsync(DeploymentCheckpoint next, CancellationToken cancellationToken)
    {
        await RemoveFolderAsync(WorkFolder, cancellationToken);
        await SaveAsync(next.Without(WorkFolder) with { Reached = DeploymentStep.Queued, ProcessId = null }, cancellationToken);
    }

    private Task<bool> MakeRoomAsync(string why, CancellationToken cancellationToken) =>
        kit.Leftovers.MakeRoomAsync(run, guest, kit.TempFoldersFor(guest.System, parameters), why, cancellationToken);

    private async Task LogOnAsync(CancellationToken cancellationToken)
    {
        var folder = await guest.ProveLogonAsync(run, () => MakeFolderAsync(cancellationToken), cancellationToken);
        await SaveAsync(_checkpoint with { Reached = DeploymentStep.FolderMade, WorkFolder = folder }, cancellationToken);
    }

    private async Task<string> MakeFolderAsync(CancellationToken cancellationToken)
    {
        var tried = kit.TempFoldersFor(guest.System, parameters);
        var left = tried.Except(_checkpoint.RefusedTempFolders).ToList();
        if (left.Count == 0)
        {
            throw new OperationException(DeploymentErrors.UploadRefused(subject.Name, string.Join(" and ", tried)));
        }

        WorkspaceRefusedException? refused = null;
        foreach (var tempFolder in left)
        {
            var folder = TempFolders.WorkFolder(guest.System, tempFolder, _checkpoint.RunId);
            refused = await TryMakeFolderAsync(folder, cancellationToken);
            if (refused is { IsForRoom: true } && await MakeRoomAsync(refused.Message, cancellationToken))
            {
                refused = await TryMakeFolderAsync(folder, cancellationToken);
            }

            if (refused is null)
            {
                await run.ReportAsync("work-folder", $"Works in {folder}, with {guest.Logon}.", 15, cancellationToken: cancellationToken);
                return folder;
            }

            await run.ReportAsync("work-folder", $"{tempFolder} cannot be used: {refused.Message}.", level: EventLevel.Warning, cancellationToken: cancellationToken);
        }

        throw new OperationException(DeploymentErrors.NoTempFolder(string.Join(", ", tried), refused?.Message ?? ""));
    }

    /// <summary>Why the guest does not let it be made; null where it is.</summary>
    private async Task<WorkspaceRefusedException?> TryMakeFolderAsync(string folder, CancellationToken cancellationToken)
    {
        var before = _checkpoint;
        await SaveAsync(_checkpoint.With(folder), cancellationToken);
        try
        {
            await guest.MakeFolderAsync(folder, CancellationToken.None); // broken off, it might be made after it was removed
            return null;
        }
        catch (WorkspaceRefusedException refused)
        {
            await SaveAsync(before, cancellationToken);
            return refused;
        }
        catch (VimFaultException)
        {
            await SaveAsync(before, cancellationToken);
            throw;
        }
    }

    private async Task UploadAsync(CancellationToken cancellationToken)
    {
        var bundle = await kit.MakeBundleAsync(run.Operation, _checkpoint, subject, guest, parameters, cancellationToken);
        await run.ReportAsync("upload", string.Create(CultureInfo.InvariantCulture, $"Sends {bundle.Length / 1024.0 / 1024.0:0.0} MiB, with {guest.Logon}."), 20, cancellationToken: cancellationToken);
        try
        {
            foreach (var file in bundle.Files)
            {
                await guest.UploadAsync(file, WorkFolder, cancellationToken);
            }

            await SaveAsync(_checkpoint with { Reached = DeploymentStep.Uploaded }, cancellationToken);
        }
        catch (WorkspaceRefusedException refused)
        {
            if (!refused.IsForRoom || !await MakeRoomAsync(refused.Message, cancellationToken))
            {
                await LeaveTempFolderAsync(refused.Message, cancellationToken);
            }
        }
    }

    private async Task LeaveTempFolderAsync(string why, CancellationToken cancellationToken)
    {
        var tempFolder = guest.System.FolderOf(WorkFolder);
        await run.ReportAsync("upload", $"{tempFolder} did not take the file: {why}.", level: EventLevel.Warning, cancellationToken: cancellationToken);
        await LeaveFolderAsync(_checkpoint with { RefusedTempFolders = [.. _checkpoint.RefusedTempFolders, tempFolder] }, cancellationToken);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_checkpoint.Reached == DeploymentStep.Starting && await LookForStartAsync(cancellationToken))
        {
            await run.ReportAsync("start", "The installer was started before the interruption; it is not started again.", 55, cancellationToken: cancellationToken);
            await SaveAsync(_checkpoint with { Reached = DeploymentStep.Started }, cancellationToken);
            return;
        }

        await SaveAsync(_checkpoint with { Reached = DeploymentStep.Starting }, cancellationToken);
        var runner = await guest.StartAsync(WorkFolder, cancellationToken);
        await SaveAsync(_checkpoint with { Reached = DeploymentStep.Started, ProcessId = runner.ProcessId }, cancellationToken);
        await run.ReportAsync("start", $"The installer runs as {runner.Name}, started with {guest.Logon}.", 55, cancellationToken: cancellationToken);
    }

    private async Task<bool> LookForStartAsync(CancellationToken cancellationToken)
        => await guest.WasStartedAsync(WorkFolder, cancellationToken) ?? throw new OperationException(DeploymentErrors.Vanished(subject.Name));

    private async Task WaitForEndAsync(long processId, CancellationToken cancellationToken)
    {
        for (var look = 1; !await guest.HasEndedAsync(WorkFolder, processId, cancellationToken); look++)
        {
            await Task.Delay(EndLooks.Delay(look), kit.Time, cancellationToken);
        }
    }

    private async Task RecordOutputAsync(InstallSpool spool, CancellationToken cancellationToken)
    {
        await run.AppendOutputAsync(OutputStream.Output, 0, Encoding.UTF8.GetBytes(spool.Output), cancellationToken);
        await run.ReportAsync(
            "collect", string.Create(CultureInfo.InvariantCulture, $"The installer ran as {spool.Account} and ended with {spool.ExitCode}."), 95, cancellationToken: cancellationToken);
    }

    private InstallationResult Conclude(InstallSpool spool, Connector? connector)
    {
        if (spool.ExitCode != InstallExitCodes.Success || connector is null)
        {
            throw new OperationException(DeploymentErrors.FromExitCode(spool.ExitCode, subject.Name, spool.LastLine));
        }

        var report = spool.FindReport();
        return new InstallationResult
        {
            ConnectorId = connector.Id,
            Version = report?.Version ?? connector.Version,
            Account = spool.Account,
            Logon = guest.Logon,
            Folder = report?.Folder,
            StartedBy = report?.StartedBy,
        };
    }

    private async Task SaveAsync(DeploymentCheckpoint next, CancellationToken cancellationToken)
    {
        await run.SaveCheckpointAsync(next, DeploymentJson.Default.DeploymentCheckpoint, cancellationToken);
        _checkpoint = next;
    }
}
