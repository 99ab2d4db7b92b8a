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

        if (machine.Services.Find(WindowsService.Name) is null)
        {
            undo.Add($"service {WindowsService.Name}", () => UnregisterAsync(CancellationToken.None));
            machine.Services.Create(WindowsService.Name, WindowsService.DisplayName, CommandLine);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(string? runAs, CancellationToken cancellationToken)
    {
        machine.Services.Start(WindowsService.Name);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (machine.Services.Find(WindowsService.Name) is null)
        {
            return;
        }

        machine.Services.Stop(WindowsService.Name);
        var started = machine.Time.GetTimestamp();
        while (machine.Services.Find(WindowsService.Name) is { State: not ServiceState.Stopped })
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
        if (machine.Services.Find(WindowsService.Name) is not null)
        {
            machine.Services.Delete(WindowsService.Name);
        }

        return Task.CompletedTask;
    }

    public IEnumerable<StatusCheck> Check()
    {
        const string name = $"service {WindowsService.Name}";
        if (machine.Services.Find(WindowsService.Name) is not { } service)
        {
            yield return new(name, CheckState.Missing, "Install the connector anew.");
            yield break;
        }

        yield return service.CommandLine == CommandLine
            ? new(name, CheckState.Good)
            : new(name, CheckState.Wrong, $"It starts {service.CommandLine} instead of {CommandLine}: install the connector anew.");
        yield return service.Start == ServiceStart.DelayedAutomatic
            ? new("delayed automatic start", CheckState.Good)
            : new("delayed automatic start", CheckState.Wrong, $"Its start is {service.Start}: sc config {WindowsService.Name} start= delayed-auto");
        yield return service.State == ServiceState.Running
            ? new("running service", CheckState.Good)
            : new("running service", CheckState.Wrong, $"It is {service.State}: sc start {WindowsService.Name}");
        yield return new("helper vagent_manager64.exe", CheckState.NotApplicable, "Only for kernel-mode agents, of which there are none.");
    }

    private string CommandLine => $"\"{folder.Program}\" run --service";
}
