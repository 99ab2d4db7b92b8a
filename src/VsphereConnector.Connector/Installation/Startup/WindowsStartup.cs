using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.Windows;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>Windows: a service with delayed automatic start, as LocalSystem.</summary>
internal sealed class WindowsStartup(IMachine machine, ConnectorFolder folder) : IStartup
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20), Poll = TimeSpan.FromMilliseconds(100);

    public string Name => "service";

    public Task RegisterAsync(Undo undo, string? runAs, CancellationToken cancellationToken)
    {
        if (runAs is not null)
        {
            throw new InstallationException(InstallExitCodes.Failed, "Running as another account than SYSTEM is not offered on Windows yet: leave runAs out.");
        }

        using var manager = ServiceControlManager.Open();
        if (!manager.Exists(WindowsService.Name))
        {
            undo.Add($"service {WindowsService.Name}", () => UnregisterAsync(CancellationToken.None));
            manager.Create(WindowsService.Name, WindowsService.DisplayName, $"\"{folder.Program}\" run --service");
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(string? runAs, CancellationToken cancellationToken)
    {
        using var manager = ServiceControlManager.Open();
        manager.Start(WindowsService.Name);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var manager = ServiceControlManager.Open();
        if (!manager.Exists(WindowsService.Name))
        {
            return;
        }

        manager.Stop(WindowsService.Name);
        var started = machine.Time.GetTimestamp();
        while (!manager.IsStopped(WindowsService.Name))
        {
            if (machine.Time.GetElapsedTime(started) > StopTimeout)
            {
                throw new IOException($"The service {WindowsService.Name} does not stop: stop it by hand.");
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }
    }

    public Task UnregisterAsync(CancellationToken cancellationToken)
    {
        using var manager = ServiceControlManager.Open();
        if (manager.Exists(WindowsService.Name))
        {
            manager.Delete(WindowsService.Name);
        }

        return Task.CompletedTask;
    }

    public IEnumerable<StatusCheck> Check()
    {
        using var manager = ServiceControlManager.Open();
        yield return new($"service {WindowsService.Name}", manager.Exists(WindowsService.Name) ? CheckState.Good : CheckState.Missing);
    }
}
