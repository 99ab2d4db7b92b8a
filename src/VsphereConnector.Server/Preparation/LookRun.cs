using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Channels.Smb;
using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Preflight.Guests;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Preparation;

/// <summary>
/// A look at a machine over a road that reads only what is in a file: the script lies in a folder of its own in the system's temp folder and leaves
/// there what it wrote; the folder is removed again, whatever happens. Onto Linux goes a script alone, onto Windows the connector's program too:
/// nothing that all Windows have sees as much, and whether it starts is seen first.
/// </summary>
internal sealed class LookRun(OperationRun run, string machine, IGuestWorkspace guest, InstallationKit kit)
{
    private static readonly TimeSpan RemovalPatience = TimeSpan.FromSeconds(45);

    private readonly string _folder = TempFolders.WorkFolder(
        guest.System, guest.System == GuestSystem.Windows ? Locations.WindowsTempFolder : Locations.FallbackTempFolder, run.Operation.Id);

    /// <param name="question">What is looked at.</param>
    /// <param name="opening">Ends what has made nothing yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationException">The folder cannot be made, or the program does not start.</exception>
    /// <exception cref="FormatException">The script did not come to its end.</exception>
    public async Task<GuestReport> RunAsync(GuestQuestion question, CancellationToken opening, CancellationToken cancellationToken)
    {
        await run.SaveCheckpointAsync(
            new DeploymentCheckpoint { RunId = run.Operation.Id, Road = guest.Road, Folders = [_folder] }, DeploymentJson.Default.DeploymentCheckpoint, opening);
        try
        {
            var spool = await LookAsync(question, cancellationToken);
            return spool.ExitCode == InstallExitCodes.Success
                ? WithPassword(GuestReport.Parse(spool.Output))
                : throw new OperationException(DeploymentErrors.FromExitCode(spool.ExitCode, machine, spool.LastLine));
        }
        catch (WorkspaceRefusedException refused)
        {
            throw new OperationException(CheckErrors.NoFolder(machine, guest.System.FolderOf(_folder), refused.Message));
        }
        finally
        {
            await RemoveAsync();
        }
    }

    private async Task<InstallSpool> LookAsync(GuestQuestion question, CancellationToken cancellationToken)
    {
        await guest.ProveLogonAsync(run, () => MakeFolderAsync(cancellationToken), cancellationToken);
        foreach (var file in await FilesAsync(question))
        {
            await guest.UploadAsync(file, _folder, cancellationToken);
        }

        var runner = await guest.StartAsync(_folder, cancellationToken);
        await run.ReportAsync("look", $"Looks at the machine, with {guest.Logon}.", 50, cancellationToken: cancellationToken);
        for (var look = 1; !await guest.HasEndedAsync(_folder, runner.ProcessId, cancellationToken); look++)
        {
            await Task.Delay(kit.Polls.Delay(look), kit.Time, cancellationToken);
        }

        return await guest.ReadSpoolAsync(_folder, cancellationToken) ?? throw new FormatException("The script left nothing.");
    }

    // Whether there is a password for the connector's account only this server knows.
    private GuestReport WithPassword(GuestReport report) => report.RunAs is { } account
        ? report with { RunAs = account with { HasPassword = !InstallationKit.LacksPassword(guest, account.Wanted) } }
        : report;

    // What a run before this one left is in the way.
    private async Task<string> MakeFolderAsync(CancellationToken cancellationToken)
    {
        await guest.RemoveAsync(_folder, cancellationToken);
        await guest.MakeFolderAsync(_folder, CancellationToken.None); // broken off, it might be made after it was removed
        return _folder;
    }

    private async Task<IReadOnlyList<InstallFile>> FilesAsync(GuestQuestion question) => guest.System == GuestSystem.Windows
        ? (await kit.MakeLookAsync(run.Operation.Id, question)).Files
        : [new InstallFile(InstallBundle.FileName, GuestScript.Check.AsRun(run.Operation.Id, question.Arguments))];

    // On its own time: what the run was given may be used up.
    private async Task RemoveAsync()
    {
        using var patience = new CancellationTokenSource(RemovalPatience, kit.Time);
        try
        {
            await guest.RemoveAsync(_folder, patience.Token);
        }
        catch (Exception exception) when (exception is VimException or SmbException or WorkspaceRefusedException or OperationException or OperationCanceledException)
        {
            await run.ReportAsync(
                "clean-up", $"{_folder} may be left on the machine: {exception.Message}", level: EventLevel.Warning, cancellationToken: CancellationToken.None);
        }
    }
}
