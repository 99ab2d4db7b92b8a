using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Daemon;

/// <summary>The connector at work: one for each folder, until it is told to end.</summary>
internal sealed class ConnectorDaemon
{
    private readonly IMachine _machine;
    private readonly ConnectorFolder _folder;
    private readonly ConnectorLog _log;
    private readonly DaemonStatus _status;

    private ConnectorDaemon(IMachine machine)
    {
        _machine = machine;
        _folder = ConnectorFolder.Of(machine);
        _log = new(machine.Files, _folder, machine.Time);
        _status = new(machine, _folder);
    }

    /// <returns>The exit code: 0 after its end was asked for, 1 where another runs from the same folder.</returns>
    public static async Task<int> RunAsync(IMachine machine, CancellationToken cancellationToken)
    {
        var daemon = new ConnectorDaemon(machine);
        using var only = machine.Files.TryLock(daemon._folder.Lock);
        if (only is null)
        {
            daemon._log.Warning("Another connector runs from this folder; this one ends.");
            return 1;
        }

        await daemon.RunAsync(cancellationToken);
        return 0;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var pidFile = new PidFile(_machine, _folder);
        if (!pidFile.TryWrite())
        {
            _log.Warning("The PID file cannot be written.");
        }

        _log.Information($"vlink {ConnectorVersion.Current} starts as {_machine.Account}.");
        _status.Set(ChannelState.Connecting, server: null, detail: null);
        try
        {
            if (await WorkAsync(cancellationToken))
            {
                await LeaveAsync();
                return;
            }

            // What keeps it from working does not go away by a restart: it waits to be installed anew.
            await Task.Delay(Timeout.InfiniteTimeSpan, _machine.Time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _log.Information("vlink ends.");
        }
        finally
        {
            _status.Set(ChannelState.Stopped, server: null, detail: null);
            pidFile.Delete();
        }
    }

    /// <summary>The server has the report: what it needed for that goes now, and the process after it.</summary>
    private async Task LeaveAsync()
    {
        _log.Information("vlink is uninstalled.");
        _log.Close();
        await new ConnectorUninstaller(_machine, _folder, TextWriter.Null).RemoveAsync([], CancellationToken.None);
    }

    /// <summary>True where the connector is to go; false where there is nothing to be done until it is installed anew.</summary>
    private async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            var configured = Configured.Read(_machine.Files, _folder);
            if (CloneRule.MayConnect(configured.Enrolment, _machine.ReadIdentity()))
            {
                return await new ConnectorService(_machine, _folder, configured, _status, _log).RunAsync(cancellationToken);
            }

            _log.Error(CloneRule.Explanation);
            _status.Set(ChannelState.NotThisMachine, server: null, CloneRule.Explanation);
        }
        catch (ConfigurationException exception)
        {
            _log.Error(exception.Message);
            _status.Set(ChannelState.NotEnrolled, server: null, exception.Message);
        }

        return false;
    }
}
