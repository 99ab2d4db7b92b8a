using VsphereConnector.Contracts.Operations;
using VsphereConnector.Demo;
using VsphereConnector.Demo.Shell;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Browser.Tests.World;

/// <summary>The demo's world, with its company's inventory, and the client shell over it: one for each class of tests.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    private DemoWorld? _world;
    private ShellHost? _shell;
    private Task? _prepared;

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

    /// <summary>Does what the tests of a class begin with, for the first of them.</summary>
    internal Task OnceAsync(Func<Task> prepare) => _prepared ??= prepare();

    /// <summary>Installs connectors by the server's API, so that there is something to see.</summary>
    internal async Task InstallAsync(params string[] virtualMachines)
    {
        var operations = virtualMachines.Select(name => new SubmitOperation
        {
            Kind = nameof(OperationKind.InstallConnector),
            Target = new SubmitTarget { VirtualMachine = name },
            GuestLogon = new SubmitGuestLogon { Name = DemoWorld.GuestLogon },
        });
        using var client = World.Client();
        var follower = new OperationFollower(client, new Printer(TextWriter.Null, TextWriter.Null, json: false));
        var ended = await follower.RunAsync([.. operations], wait: true, TestContext.Current.CancellationToken);
        Assert.All(ended, operation => Assert.Equal(OperationState.Success, operation.State));
    }

    /// <summary>The id by which the client names a virtual machine.</summary>
    internal string IdOf(string virtualMachine) =>
        $"urn:vmomi:VirtualMachine:{World.VCenter.VirtualMachine(virtualMachine).Reference.Id}:{World.VCenter.InstanceUuid}";
}
