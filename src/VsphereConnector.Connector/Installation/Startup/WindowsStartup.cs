using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Connector.OneShot;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation.Startup;

/// <summary>Windows: a service with delayed automatic start, as LocalSystem or as an administrator, whose program keeps the connector running.</summary>
internal sealed class WindowsStartup(IMachine machine, ConnectorFolder folder) : IStartup
{
    public const string ServiceName = "vAgentManager", DisplayName = "vAgentManager (vlink connector)";

    /// <summary>Tells other programs where the connector is.</summary>
    public const string RegistryKey = @"VMI\setup", RegistryName = "IntiguaRootDir";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30), Poll = TimeSpan.FromMilliseconds(100);

    public string Name => "service";

    public Task RegisterAsync(Undo undo, ConnectorSettings settings, CancellationToken cancellationToken)
    {
        OneShotService.Sweep(machine.Services);
        WriteRegistry(undo);
        var wanted = new NewService
        {
            Name = ServiceName,
            DisplayName = DisplayName,
            CommandLine = CommandLine,
            Start = ServiceStart.DelayedAutomatic,
            Logon = LogonOf(settings),
        };
        if (machine.Services.Find(ServiceName) is { } present)
        {
            // The password of another account is not known any more.
            var before = present.Account == ServiceLogon.LocalSystem ? ServiceLogon.System : null;
            undo.Add($"service {ServiceName}", () => machine.Services.Change(wanted with { CommandLine = present.CommandLine, Logon = before }));
            machine.Services.Change(wanted);
        }
        else
        {
            undo.Add($"service {ServiceName}", () => machine.Services.Delete(ServiceName));
            machine.Services.Create(wanted);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(string? runAs, CancellationToken cancellationToken)
    {
        PlaceWrapper();
        machine.Services.Start(ServiceName);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (machine.Services.Find(ServiceName) is { State: not ServiceState.Stopped })
        {
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

        await new RunningDaemon(machine, folder).StopAsync(cancellationToken);
    }

    public Task UnregisterAsync(CancellationToken cancellationToken)
    {
        OneShotService.Sweep(machine.Services);
        if (machine.Services.Find(ServiceName) is not null)
        {
            machine.Services.Delete(ServiceName);
        }

        machine.Registry.Delete(RegistryKey);
        return Task.CompletedTask;
    }

    public IEnumerable<StatusCheck> Check() =>
    [
        .. CheckService(),
        CheckWrapper(),
        CheckRegistry(),
        new("helper vagent_manager64.exe", CheckState.NotApplicable, "Only for kernel-mode agents, of which there are none."),
        new("process jetpatch_enduser_app", CheckState.NotApplicable, "This connector asks nothing of the users who are logged on, so nothing of it runs in their sessions."),
        .. OneShotService.LeftOver(machine.Services).Select(name => new StatusCheck($"service {name}", CheckState.Extra, $"An installation left it: sc delete {name}")),
    ];

    private IEnumerable<StatusCheck> CheckService()
    {
        const string name = $"service {ServiceName}";
        if (machine.Services.Find(ServiceName) is not { } service)
        {
            yield return new(name, CheckState.Missing, "Install the connector anew.");
            yield break;
        }

        yield return !string.Equals(service.CommandLine, CommandLine, StringComparison.OrdinalIgnoreCase)
            ? new(name, CheckState.Wrong, $"It starts {service.CommandLine} instead of {CommandLine}: install the connector anew.")
            : FindWantedAccount() is { } wanted && !string.Equals(service.Account, wanted, StringComparison.OrdinalIgnoreCase)
            ? new(name, CheckState.Wrong, $"It runs as {service.Account} instead of {wanted}: install the connector anew.")
            : new(name, CheckState.Good, $"It runs as {service.Account}.");
        yield return service.Start == ServiceStart.DelayedAutomatic
            ? new("delayed automatic start", CheckState.Good)
            : new("delayed automatic start", CheckState.Wrong, $"Its start is {service.Start}: sc config {ServiceName} start= delayed-auto");
        yield return service.State == ServiceState.Running
            ? new("running service", CheckState.Good)
            : new("running service", CheckState.Wrong, $"It is {service.State}: sc start {ServiceName}");
    }

    /// <summary>What it was installed to run as; null where the configuration cannot be read, which a check of its own says.</summary>
    private string? FindWantedAccount()
    {
        try
        {
            return LogonOf(SettingsFile.Parse(machine.Files.ReadAllBytes(folder.Configuration))).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ConfigurationException)
        {
            return null;
        }
    }

    private static ServiceLogon LogonOf(ConnectorSettings settings) =>
        settings.RunAs is { } account ? new ServiceLogon(account, settings.RunAsPassword) : ServiceLogon.System;

    private StatusCheck CheckWrapper() => machine.Files.KindOf(folder.Wrapper) == FileKind.File
        ? new($"wrapper {folder.Wrapper}", CheckState.Good)
        : new($"wrapper {folder.Wrapper}", CheckState.Missing, "Install the connector anew.");

    private StatusCheck CheckRegistry()
    {
        const string name = $@"registry HKLM\{RegistryKey}\{RegistryName}";
        return machine.Registry.Read(RegistryKey, RegistryName) is not { } parent ? new(name, CheckState.Missing, "Install the connector anew.")
            : parent == folder.Parent ? new(name, CheckState.Good)
            : new(name, CheckState.Wrong, $"It names {parent} instead of {folder.Parent}: install the connector anew.");
    }

    private void WriteRegistry(Undo undo)
    {
        var before = machine.Registry.Read(RegistryKey, RegistryName);
        undo.Add($@"registry HKLM\{RegistryKey}", before is null
            ? () => machine.Registry.Delete(RegistryKey)
            : () => machine.Registry.Write(RegistryKey, RegistryName, before));
        machine.Registry.Write(RegistryKey, RegistryName, folder.Parent);
    }

    /// <summary>The wrapper is the program under another name. While the service runs it cannot be replaced, and need not be.</summary>
    private void PlaceWrapper()
    {
        if (machine.Services.Find(ServiceName) is { State: ServiceState.Stopped })
        {
            machine.Files.CopyAtomically(folder.Program, folder.Wrapper, FileModes.Executable);
        }
    }

    private string CommandLine => $"\"{folder.Wrapper}\" run --service";
}
