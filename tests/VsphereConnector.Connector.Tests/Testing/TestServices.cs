using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>Windows services that a test sets and reads.</summary>
internal sealed class TestServices : IMachineServices
{
    public Dictionary<string, MachineService> All { get; } = [];

    public MachineService? Find(string name) => All.GetValueOrDefault(name);

    public void Create(string name, string displayName, string commandLine) =>
        All.Add(name, new(commandLine, "LocalSystem", ServiceStart.DelayedAutomatic, ServiceState.Stopped));

    public void Start(string name) => All[name] = All[name] with { State = ServiceState.Running };

    public void Stop(string name) => All[name] = All[name] with { State = ServiceState.Stopped };

    public void Delete(string name) => All.Remove(name);
}
