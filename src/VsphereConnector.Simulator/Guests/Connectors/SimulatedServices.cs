using VsphereConnector.Connector.Machines;
using VsphereConnector.Simulator.Guests.Processes;
using VsphereConnector.Simulator.Guests.Processes.Shell;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>The Windows services of a simulated guest: a service that is started runs its command line, and one that is deleted goes when it stops.</summary>
internal sealed class SimulatedServices(ProgramRun run) : IMachineServices
{
    private readonly SimulatedGuest _guest = run.Guest;

    public MachineService? Find(string name)
    {
        return _guest.Services.TryGetValue(name, out var service) && service.Exists
            ? new(service.CommandLine, service.Account, service.Start, service.IsRunning ? ServiceState.Running : ServiceState.Stopped)
            : null;
    }

    public IReadOnlyList<string> FindAll(string prefix) =>
        [.. _guest.Services.Keys.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && Find(name) is not null)];

    public void Create(NewService service)
    {
        if (Find(service.Name) is not null)
            throw new IOException($"Cannot create the service: {service.Name} exists (1073).");
        _guest.Services[service.Name] = new SimulatedService(service.CommandLine, service.Logon?.FullName ?? ServiceLogon.LocalSystem, service.Start);
    }

    public void Change(NewService service)
    {
        var before = _guest.Services[service.Name];
        _guest.Services[service.Name] = new SimulatedService(service.CommandLine, service.Logon?.FullName ?? before.Account, service.Start) { Process = before.Process };
    }

    public void Start(string name)
    {
        var service = _guest.Services[name];
        if (service.IsRunning)
            return;
        if (!_guest.StartsServices)
            throw new IOException("Cannot start the service: it did not respond in a timely fashion (1053).");
        var words = ShellParser.Words(service.CommandLine, windows: true);
        service.Process = _guest.Processes.Start(new ProgramStart
        {
            Program = words[0],
            Arguments = words[1..],
            Account = _guest.Accounts.Find(service.Account) ?? GuestAccount.LocalSystem,
            WorkingDirectory = @"C:\Windows\System32",
        });
    }

    public void Stop(string name) => _guest.Services[name].Process?.Terminate();

    public void Delete(string name) => _guest.Services[name].IsDeleted = true;

    public MachineAccount? FindAccount(string name) => _guest.Accounts.Find(name) is { } account
        ? new MachineAccount
        {
            Name = $@"{_guest.VirtualMachine.Name}\{account.Name}",
            State = AccountState.Enabled,
            IsAdministrator = account.IsAdministrator,
            ServiceLogon = ServiceLogonRight.None,
        }
        : null;

    public Task<int> ServeAsync(string name, Func<CancellationToken, Task<int>> work) => work(run.Cancellation);
}

/// <summary>A service of a simulated guest.</summary>
internal sealed class SimulatedService(string commandLine, string account, ServiceStart start)
{
    public string CommandLine => commandLine;

    public string Account { get; set; } = account;

    public ServiceStart Start => start;

    public SimulatedProcess? Process { get; set; }

    public bool IsRunning => Process is { IsRunning: true };

    /// <summary>One that was deleted goes when it stops.</summary>
    public bool Exists => IsRunning || !IsDeleted;

    public bool IsDeleted { get; set; }
}
