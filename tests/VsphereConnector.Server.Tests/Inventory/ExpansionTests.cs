using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Inventory;

public sealed class ExpansionTests
{
    [Fact]
    public async Task WhenAContainerIsNamed_ThenTheMachinesBelowItAreListed()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var vCenter = world.VCenter;
        var production = vCenter.AddFolder("Production");
        var web = vCenter.AddFolder("Web", production);
        var gold = vCenter.AddResourcePool("Gold", vCenter.Cluster.ResourcePool);
        var shop = vCenter.AddVirtualApp("Shop", gold, production);
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "plain" });
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web", Folder = web, ResourcePool = gold });
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "shop", ResourcePool = shop });
        var placed = vCenter.VirtualMachine("web");

        Assert.Equal(["plain", "shop", "web"], await BelowAsync(world, "Datacenter", "datacenter-2"));
        Assert.Equal(["plain", "shop", "web"], await BelowAsync(world, "Folder", "group-d1"));
        Assert.Equal(["shop", "web"], await BelowAsync(world, production.Reference));
        Assert.Equal(["web"], await BelowAsync(world, web.Reference));
        Assert.Equal(["plain", "shop", "web"], await BelowAsync(world, vCenter.Cluster.Reference));
        Assert.Equal(["shop", "web"], await BelowAsync(world, gold.Reference));
        Assert.Equal(["shop"], await BelowAsync(world, shop.Reference));
        Assert.Equal(["web"], await BelowAsync(world, placed.Reference));
        Assert.Contains("web", await BelowAsync(world, placed.Host.Reference));
        Assert.Empty(await BelowAsync(world, "Folder", "group-v999"));
    }

    [Fact]
    public async Task WhenOneMachineIsAskedFor_ThenItSaysWhereItIs()
    {
        await using var world = await DeploymentWorld.StartAsync();
        var web = world.VCenter.AddFolder("Web", world.VCenter.AddFolder("Production"));
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", Folder = web });

        var shown = await world.GetAsync($"virtual-machines/simulated/{machine.Reference.Id}");

        Assert.Equal("Production/Web", shown.GetProperty("folder").GetString());
        Assert.Equal("Datacenter", shown.GetProperty("datacenter").GetString());
        Assert.Equal("Cluster", shown.GetProperty("cluster").GetString());
        Assert.Equal(machine.Host.Name, shown.GetProperty("host").GetString());
        Assert.Equal("Resources", shown.GetProperty("resourcePool").GetString());
        Assert.Equal($"urn:vmomi:VirtualMachine:{machine.Reference.Id}:{world.VCenter.InstanceUuid}", shown.GetProperty("object").GetString());
    }

    private static Task<IReadOnlyList<string>> BelowAsync(DeploymentWorld world, VsphereConnector.Simulator.Soap.ManagedObjectReference entity) =>
        BelowAsync(world, entity.Type, entity.Id);

    private static Task<IReadOnlyList<string>> BelowAsync(DeploymentWorld world, string type, string id) =>
        world.NamesAsync($"&object=urn:vmomi:{type}:{id}:{world.VCenter.InstanceUuid}");
}
