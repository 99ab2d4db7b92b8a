using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>A Windows registry that a test sets and reads.</summary>
internal sealed class TestRegistry : IMachineRegistry
{
    public Dictionary<(string Key, string Name), string> All { get; } = [];

    public string? Read(string key, string name) => All.GetValueOrDefault((key, name));

    public void Write(string key, string name, string value) => All[(key, name)] = value;

    public void Delete(string key)
    {
        foreach (var entry in All.Keys.Where(entry => entry.Key == key).ToList())
        {
            All.Remove(entry);
        }
    }
}
