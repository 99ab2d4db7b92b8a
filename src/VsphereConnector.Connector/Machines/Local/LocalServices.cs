using VsphereConnector.Connector.Windows;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The services of this Windows, through its service control manager.</summary>
internal sealed class LocalServices : IMachineServices
{
    public MachineService? Find(string name)
    {
        using var manager = ServiceControlManager.Open();
        return manager.Find(name);
    }

    public void Create(string name, string displayName, string commandLine)
    {
        using var manager = ServiceControlManager.Open();
        manager.Create(name, displayName, commandLine);
    }

    public void Start(string name)
    {
        using var manager = ServiceControlManager.Open();
        manager.Start(name);
    }

    public void Stop(string name)
    {
        using var manager = ServiceControlManager.Open();
        manager.Stop(name);
    }

    public void Delete(string name)
    {
        using var manager = ServiceControlManager.Open();
        manager.Delete(name);
    }
}
