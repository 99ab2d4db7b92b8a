using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>Systems without systemd: an init script and its links.</summary>
internal sealed class SysVStartup(IMachine machine, ConnectorFolder folder) : IStartup
{
    private readonly SysVScript _script = new(machine.Files, folder);

    public string Name => "sysv";

    public Task RegisterAsync(Undo undo, ConnectorSettings settings, CancellationToken cancellationToken)
    {
        _script.Register(undo, settings.RunAs);
        return Task.CompletedTask;
    }

    /// <summary>What the init script does at boot; directly, because it needs no shell.</summary>
    public Task StartAsync(string? runAs, CancellationToken cancellationToken)
    {
        if (runAs is not null)
        {
            machine.Files.Write(Locations.PidFile, [], FileModes.Readable);
            machine.Files.SetOwner(Locations.PidFile, runAs);
        }

        machine.Processes.StartDetached(new ProcessStart
        {
            Program = folder.Program,
            Arguments = ["run"],
            WorkingDirectory = folder.Path,
            RunAs = runAs,
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => new RunningDaemon(machine, folder).StopAsync(cancellationToken);

    public Task UnregisterAsync(CancellationToken cancellationToken)
    {
        _script.Unregister();
        return Task.CompletedTask;
    }

    public IEnumerable<StatusCheck> Check() => 
        _script.Check().Append(new("systemd unit", CheckState.NotApplicable, "systemd does not run here."));
}
