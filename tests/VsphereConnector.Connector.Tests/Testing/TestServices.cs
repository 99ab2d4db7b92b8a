using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>Windows services that a test sets and reads.</summary>
internal sealed class TestServices : IMachineServices
{
    public Dictionary<string, MachineService> All { get; } = [];

    public MachineService? Find(string name) => All.GetValueOrDefault(name);

    public IReadOnlyList<string> FindAll(string prefix) => [.. All.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    public void Create(NewService service) =>
        All.Add(service.Name, new(service.CommandLine, service.Logon?.FullName ?? ServiceLogon.LocalSystem, service.Start, ServiceState.Stopped));

    public void Change(NewService service) =>
        All[service.Name] = new(service.CommandLine, service.Logon?.FullName ?? All[service.Name].Account, service.Start, All[service.Name].State);

    public void Start(string name) => All[name] = All[name] with { State = ServiceState.Running };

    public void Stop(string name) => All[name] = All[name] with { State = ServiceState.Stopped };

    public void Delete(string name) => All.Remove(name);

    public Dictionary<string, MachineAccount> Accounts { get; } = [];

    public MachineAccount? FindAccount(string name) => Accounts.GetValueOrDefault(name);

    public Task<int> ServeAsync(string name, Func<CancellationToken, Task<int>> work) => work(CancellationToken.None);
}
