using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Operations.UpgradeConnector;

/// <summary>
/// Watches over an upgrade: this is the version before, in a process that outlives the connector. It restarts the connector, waits for its
/// channel, and puts the version before back where it does not come.
/// </summary>
internal sealed class UpgradeWatch(IMachine machine, ConnectorFolder folder)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly IMachineFiles _files = machine.Files;
    private readonly ConnectorLog _log = new(machine.Files, folder, machine.Time);

    /// <returns>0 where the new version runs, 1 where the one before runs again, 2 where there is nothing to watch over.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var only = _files.TryLock(folder.UpgradeLock);
        if (only is null || UpgradeRecord.Read(_files, folder) is not { State: UpgradeState.OnTrial } record)
        {
            return 2;
        }

        try
        {
            return await JudgeAsync(record, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The machine goes down: the connector that its boot starts has it watched over anew.
            return 2;
        }
    }

    private async Task<int> JudgeAsync(UpgradeRecord record, CancellationToken cancellationToken)
    {
        var reason = await TryAsync(record, cancellationToken);
        if (reason is null)
        {
            _log.Information($"Version {record.Version} reached the server; the upgrade stays.");
            (record with { State = UpgradeState.Passed }).Write(_files, folder);
            return 0;
        }

        _log.Error($"Version {record.Version} is taken back: {reason}");
        await TakeBackAsync(record with { State = UpgradeState.TakenBack, Reason = reason }, cancellationToken);
        return 1;
    }

    /// <summary>Null where the new version reached the server; else why it did not.</summary>
    private async Task<string?> TryAsync(UpgradeRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var startup = StartupOf.Machine(machine, folder);
            await startup.StopAsync(cancellationToken);
            _files.Delete(folder.State);
            await startup.StartAsync(RunAs, cancellationToken);
            return await WaitForChannelAsync(record, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ProcessStartException or InstallationException)
        {
            return exception.Message;
        }
    }

    private async Task<string?> WaitForChannelAsync(UpgradeRecord record, CancellationToken cancellationToken)
    {
        var started = machine.Time.GetTimestamp();
        while (true)
        {
            var state = DaemonStatus.Read(_files, folder);
            if (HasReachedServer(state, record))
            {
                return null;
            }

            if (machine.Time.GetElapsedTime(started) > TimeSpan.FromSeconds(record.TrialSeconds))
            {
                return state?.Detail ?? "It did not start.";
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }
    }

    private static bool HasReachedServer(DaemonState? state, UpgradeRecord record) =>
        state is not null && state.Version == record.Version && state.ProcessId != record.ProcessId
        && (state.Channel == ChannelState.Open || (record.MayBeLocal && state.WelcomedLocally is not null));

    /// <summary>The verdict is written before the version before starts: it reads it.</summary>
    private async Task TakeBackAsync(UpgradeRecord record, CancellationToken cancellationToken)
    {
        var startup = StartupOf.Machine(machine, folder);
        try
        {
            await startup.StopAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InstallationException)
        {
            _log.Warning(exception.Message);
        }

        _files.CopyAtomically(folder.Previous.Program, folder.Program, FileModes.Executable);
        record.Write(_files, folder);
        await startup.StartAsync(RunAs, cancellationToken);
    }

    private string? RunAs => Configured.Read(_files, folder).Settings.RunAs;
}
