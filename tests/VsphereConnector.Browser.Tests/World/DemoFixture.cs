using VsphereConnector.Demo;
using VsphereConnector.Demo.Shell;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>The demo's world, with its company's inventory, and the client shell over it: one for each class of tests.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    private DemoWorld? _world;
    private ShellHost? _shell;

    internal DemoWorld World => _world ?? throw new InvalidOperationException("The demo is not running.");

    internal Uri Address => _shell!.Address;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        _world = await DemoWorld.StartAsync(DemoInventory.Company(machines: null), TestContext.Current.CancellationToken);
        _shell = await _world.OpenShellAsync(port: 0, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shell is not null)
        {
            await _shell.DisposeAsync();
        }

        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    /// <summary>The id by which the client names a virtual machine.</summary>
    internal string IdOf(string virtualMachine) =>
        $"urn:vmomi:VirtualMachine:{World.VCenter.VirtualMachine(virtualMachine).Reference.Id}:{World.VCenter.InstanceUuid}";
}
