using System.Runtime.Versioning;
using VsphereConnector.Connector.Windows;

namespace VsphereConnector.Connector.Machines.Local;

/// <summary>The services of this Windows, through its service control manager.</summary>
[SupportedOSPlatform("windows")]
internal sealed class LocalServices : IMachineServices
{
    public MachineService? Find(string name)
    {
        using var manager = ServiceControlManager.Open();
        return manager.Find(name);
    }

    public IReadOnlyList<string> FindAll(string prefix)
    {
        using var manager = ServiceControlManager.Open();
        return [.. manager.Names().Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
    }

    public void Create(NewService service)
    {
        using var manager = ServiceControlManager.Open();
        manager.Create(service);
    }

    public void Change(NewService service)
    {
        using var manager = ServiceControlManager.Open();
        manager.Change(service);
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

    public MachineAccount? FindAccount(string name) => WindowsServiceAccount.Find(name);

    public Task<int> ServeAsync(string name, Func<CancellationToken, Task<int>> work) => Task.FromResult(WindowsService.Run(name, work));
}
