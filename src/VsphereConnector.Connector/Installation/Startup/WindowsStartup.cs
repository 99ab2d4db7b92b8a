using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>Windows: a service with delayed automatic start, as LocalSystem.</summary>
internal sealed class WindowsStartup(IMachine machine, ConnectorFolder folder) : IStartup
{
    public const string ServiceName = "vAgentManager", DisplayName = "vAgentManager (vlink connector)";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20), Poll = TimeSpan.FromMilliseconds(100);

    public string Name => "service";

    public Task RegisterAsync(Undo undo, string? runAs, CancellationToken cancellationToken)
    {
        if (runAs is not null)
        {
            throw new InstallationException(InstallExitCodes.Failed, "Running as another account than SYSTEM is not offered on Windows yet: leave runAs out.");
        }

        if (machine.Services.Find(ServiceName) is null)
        {
            undo.Add($"service {ServiceName}", () => UnregisterAsync(CancellationToken.None));
            machine.Services.Create(new NewService { Name = ServiceName, DisplayName = DisplayName, CommandLine = CommandLine, Start = ServiceStart.DelayedAutomatic });
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(string? runAs, CancellationToken cancellationToken)
    {
        machine.Services.Start(ServiceName);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (machine.Services.Find(ServiceName) is null)
        {
            return;
        }

        machine.Services.Stop(ServiceName);
        var started = machine.Time.GetTimestamp();
        while (machine.Services.Find(ServiceName) is { State: not ServiceState.Stopped })
        {
            if (machine.Time.GetElapsedTime(started) > StopTimeout)
            {
                throw new IOException($"The service {ServiceName} does not stop: stop it by hand.");
            }

            await Task.Delay(Poll, machine.Time, cancellationToken);
        }
    }

    public Task UnregisterAsync(CancellationToken cancellationToken)
    {
        if (machine.Services.Find(ServiceName) is not null)
        {
            machine.Services.Delete(ServiceName);
        }

        return Task.CompletedTask;
    }

    public IEnumerable<StatusCheck> Check()
    {
        const string name = $"service {ServiceName}";
        if (machine.Services.Find(ServiceName) is not { } service)
        {
            yield return new(name, CheckState.Missing, "Install the connector anew.");
            yield break;
        }

        yield return service.CommandLine == CommandLine
            ? new(name, CheckState.Good)
            : new(name, CheckState.Wrong, $"It starts {service.CommandLine} instead of {CommandLine}: install the connector anew.");
        yield return service.Start == ServiceStart.DelayedAutomatic
            ? new("delayed automatic start", CheckState.Good)
            : new("delayed automatic start", CheckState.Wrong, $"Its start is {service.Start}: sc config {ServiceName} start= delayed-auto");
        yield return service.State == ServiceState.Running
            ? new("running service", CheckState.Good)
            : new("running service", CheckState.Wrong, $"It is {service.State}: sc start {ServiceName}");
        yield return new("helper vagent_manager64.exe", CheckState.NotApplicable, "Only for kernel-mode agents, of which there are none.");
    }

    private string CommandLine => $"\"{folder.Program}\" run --service";
}
