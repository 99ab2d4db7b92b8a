using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>How this kind of system starts the connector, now and at every boot.</summary>
internal interface IStartup
{
    /// <summary>The name in the install report.</summary>
    string Name { get; }

    /// <summary>Makes the system know the connector; each change can be taken back.</summary>
    Task RegisterAsync(Undo undo, ConnectorSettings settings, CancellationToken cancellationToken);

    Task StartAsync(string? runAs, CancellationToken cancellationToken);

    /// <summary>Returns when the connector has ended; no failure where it does not run.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Makes the system forget the connector; no failure where it does not know it.</summary>
    Task UnregisterAsync(CancellationToken cancellationToken);

    /// <summary>How to start a program that must not end with the connector.</summary>
    ProcessStart Outliving(ProcessStart start) => start;

    IEnumerable<StatusCheck> Check();
}

internal static class StartupOf
{
    private const string SystemdRuns = "/run/systemd/system";

    public static IStartup Machine(IMachine machine, ConnectorFolder folder) =>
        !folder.Path.StartsWith('/') ? new WindowsStartup(machine, folder)
        : machine.Files.KindOf(SystemdRuns) == FileKind.Directory ? new SystemdStartup(machine, folder)
        : new SysVStartup(machine, folder);
}
