using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Demo;
using VsphereConnector.Demo.Shell;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.CommandLine.Client;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Packages;
using VsphereConnector.Server.Storage;

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
        Assert.All(await RunAsync([.. operations]), operation => Assert.Equal(OperationState.Success, operation.State));
    }

    /// <summary>Has operations done by the server's API, to their ends.</summary>
    internal async Task<IReadOnlyList<OperationView>> RunAsync(params SubmitOperation[] operations)
    {
        using var client = World.Client();
        var follower = new OperationFollower(client, new Printer(TextWriter.Null, TextWriter.Null, json: false));
        return await follower.RunAsync(operations, wait: true, TestContext.Current.CancellationToken);
    }

    /// <summary>Uploads packages, as an administrator did before.</summary>
    internal async Task UploadAsync(params FilePayload[] files)
    {
        var packages = World.Services.GetRequiredService<PackageStore>();
        foreach (var file in files)
        {
            using var content = new MemoryStream(file.Buffer);
            await packages.AddAsync(file.Name, content, expected: null, ClientShell.Administrator, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Samples the fleet as if it had been as it is now for some hours, so that there is something to draw.</summary>
    internal Task SampleFleetAsync() => World.Services.GetRequiredService<Database>().WriteAsync(
        connection =>
        {
            for (var ago = TimeSpan.FromHours(6); ago > TimeSpan.Zero; ago -= FleetHistory.Interval)
            {
                FleetHistory.Record(connection, TimeProvider.System.GetUtcNow() - ago);
            }
        },
        TestContext.Current.CancellationToken);

    /// <summary>The id by which the client names a virtual machine.</summary>
    internal string IdOf(string virtualMachine) =>
        $"urn:vmomi:VirtualMachine:{World.VCenter.VirtualMachine(virtualMachine).Reference.Id}:{World.VCenter.InstanceUuid}";
}
