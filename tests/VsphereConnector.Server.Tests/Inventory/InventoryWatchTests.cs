using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Inventory;

public sealed class InventoryWatchTests
{
    [Fact]
    public async Task WhenMachinesChange_ThenTheListFollowsWithoutReadingAnew()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var machine = world.AddMachine("web-01");
        Assert.Equal(["web-01"], await world.NamesAsync());

        world.VCenter.PowerOff(machine);
        await world.UntilAsync("virtual-machines?power=poweredOff", page => page.Total() == 1);
        world.AddMachine("web-02");
        await world.UntilAsync("virtual-machines", page => page.Total() == 2);
        world.VCenter.Destroy(machine);
        await world.UntilAsync("virtual-machines", page => page.Total() == 1);

        Assert.Equal(["web-02"], await world.NamesAsync());
        Assert.Equal(0, world.VCenter.Calls["RetrievePropertiesEx"]);
        Assert.Equal(1, world.VCenter.Calls["CreateContainerView"]);
    }

    [Fact]
    public async Task WhenTheSessionIsLost_ThenItIsFollowedAnew()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        await world.NamesAsync();

        world.VCenter.DropSessions();
        world.AddMachine("web-02");

        await world.UntilAsync("virtual-machines", page => page.Total() == 2);
        await world.UntilAsync("virtual-machines", _ => world.VCenter.Calls["CreateFilter"] == 2);
        world.AddMachine("web-03");
        await world.UntilAsync("virtual-machines", page => page.Total() == 3);
    }

    [Fact]
    public async Task WhenVCenterIsAway_ThenWhatIsKnownIsShownUntilItIsBack()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");
        await world.NamesAsync();

        world.VCenter.Rules.Add(new Rule { Break = ConnectionBreak.BeforeCall });
        world.VCenter.DropSessions();
        var away = await world.UntilAsync("virtual-machines", page => page.TryGetProperty("unreachable", out _));
        world.AddMachine("web-02");
        world.VCenter.Rules.Clear();
        var back = await world.UntilAsync("virtual-machines", page => page.Total() == 2);

        Assert.Equal(["web-01"], away.Names());
        Assert.Equal("simulated", away.GetProperty("unreachable")[0].GetProperty("vCenter").GetString());
        Assert.False(back.TryGetProperty("unreachable", out _));
    }

    [Fact]
    public async Task WhenVCenterLetsNobodyFollow_ThenItIsReadEachTime()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.VCenter.Rules.Add(new Rule { Method = "CreateFilter", Fault = "NotSupported" });
        world.AddMachine("web-01");

        Assert.Equal(["web-01"], await world.NamesAsync());
        Assert.Equal(1, world.VCenter.Calls["RetrievePropertiesEx"]);
    }

    [Fact]
    public async Task WhenOneOfTwoVCentersIsDown_ThenTheOthersMachinesAreShown()
    {
        await using var world = await DeploymentWorld.StartAsync(configure: options => options.VCenters.Add(Nobody(options.VCenters[0])));
        world.AddMachine("web-01");

        var page = await world.GetAsync("virtual-machines");
        using var down = await world.Client.GetAsync(new Uri("api/v1/virtual-machines?vCenter=nobody", UriKind.Relative), DeploymentWorld.Cancel);

        Assert.Equal(["web-01"], page.Names());
        Assert.Equal("nobody", page.GetProperty("unreachable")[0].GetProperty("vCenter").GetString());
        Assert.Equal(HttpStatusCode.BadGateway, down.StatusCode);
    }

    [Fact]
    public async Task WhenTwoVCentersAreThere_ThenTheirMachinesAreInOneOrder()
    {
        await using var second = await SimulatedVCenter.StartAsync(new SimulatorOptions { Seed = 2 }, TimeProvider.System, DeploymentWorld.Cancel);
        await using var world = await DeploymentWorld.StartAsync(configure: options => options.VCenters.Add(new VCenterOptions
        {
            Name = "second",
            Url = second.SdkUri.ToString(),
            Username = options.VCenters[0].Username,
            PasswordFile = options.VCenters[0].PasswordFile,
            Thumbprint = second.Sha256Thumbprint,
        }));
        world.AddMachine("a");
        second.AddVirtualMachine(new() { Name = "b" });
        world.AddMachine("c");

        Assert.Equal(["a", "b", "c"], await world.NamesAsync());
        Assert.Equal(["b"], await world.NamesAsync("&vCenter=second"));
        Assert.Equal(["b"], await world.NamesAsync($"&object=urn:vmomi:Folder:group-d1:{second.InstanceUuid}"));
    }

    private static VCenterOptions Nobody(VCenterOptions other)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return new VCenterOptions
        {
            Name = "nobody",
            Url = $"https://127.0.0.1:{port}",
            Username = other.Username,
            PasswordFile = other.PasswordFile,
            Thumbprint = other.Thumbprint,
        };
    }
}

file static class PageExtensions
{
    public static int Total(this JsonElement page) => page.GetProperty("total").GetInt32();
}
