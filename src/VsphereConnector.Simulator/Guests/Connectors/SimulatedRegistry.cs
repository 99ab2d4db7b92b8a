using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Simulator.Guests.Connectors;

/// <summary>The registry of a simulated Windows guest.</summary>
internal sealed class SimulatedRegistry(SimulatedGuest guest) : IMachineRegistry
{
    public string? Read(string key, string name) => guest.Registry.GetValueOrDefault($@"{key}\{name}");

    public void Write(string key, string name, string value) => guest.Registry[$@"{key}\{name}"] = value;

    public void Delete(string key)
    {
        foreach (var path in guest.Registry.Keys.Where(path => path.StartsWith($@"{key}\", StringComparison.OrdinalIgnoreCase)))
            guest.Registry.TryRemove(path, out _);
    }
}
