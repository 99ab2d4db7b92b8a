using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Daemon;
using VsphereConnector.Connector.Installation;
using VsphereConnector.Connector.Installation.Startup;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Local;

/// <summary>Opens a channel to the connector that runs from a folder; where none runs it is started as the system does.</summary>
internal sealed class LocalChannelClient(IMachine machine, ConnectorFolder folder)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>A connector that is being restarted comes back by itself.</summary>
    private static readonly TimeSpan BeforeStart = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="LocalChannelException">There is no connector to speak to, and why.</exception>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var began = machine.Time.GetTimestamp();
        var isStarted = false;
        while (true)
        {
            if (await TryOpenAsync(cancellationToken) is { } stream)
            {
                return stream;
            }

            if (!isStarted && machine.Time.GetElapsedTime(began) > BeforeStart && !RunsOrIsUpgraded())
            {
                isStarted = true;
                await StartAsync(cancellationToken);
            }

            if (machine.Time.GetElapsedTime(began) > Patience)
            {
                throw new LocalChannelException($"The connector does not open its local channel. {DaemonStatus.Read(machine.Files, folder)?.Detail}".TrimEnd());
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }
    }

    private async Task<Stream?> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await machine.Pipes.TryOpenAsync(folder.LocalChannel, cancellationToken);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LocalChannelException($"'{machine.Account}' may not speak to the connector: {exception.Message} Root, by sudo, or an elevated administrator may.");
        }
    }

    private bool RunsOrIsUpgraded()
    {
        if (new PidFile(machine, folder).ReadRunning() is not null)
        {
            return true;
        }

        using var watched = machine.Files.TryLock(folder.UpgradeLock);
        return watched is null;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var settings = Configured.Read(machine.Files, folder).Settings;
            await StartupOf.Machine(machine, folder).StartAsync(settings.RunAs, cancellationToken);
        }
        catch (Exception exception) when (exception is ConfigurationException or IOException or UnauthorizedAccessException
            or InstallationException or ProcessStartException or UnknownAccountException)
        {
            throw new LocalChannelException($"The connector does not run, and cannot be started: {exception.Message}");
        }
    }
}

/// <summary>No channel to the connector of this machine came about; the message says why.</summary>
internal sealed class LocalChannelException(string message) : Exception(message);
