using System.Text.Json;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Triggers;

/// <summary>Whatever is done to machines, each keeps or gets the connector that is its own.</summary>
public sealed class RuleIdentityTests
{
    [Fact]
    public async Task WhenAMachineWithAConnectorIsCloned_ThenEachCloneGetsAnIdentityOfItsOwn()
    {
        await using var world = await RuleWorld.StartAsync();
        var original = await InstallAsync(world);
        await world.CreateRuleAsync(RuleWorld.Installs("clones", "Cloned"));
        await world.ReadingAsync();

        world.VCenter.Clone(original, "web-clone");
        world.VCenter.InstantClone(original, "web-instant");
        await world.FiringsAsync(all => all.Count(one => one.Text("state") == "Succeeded") == 2);

        var connectors = (await world.ConnectorsAsync()).ToDictionary(connector => connector.Text("virtualMachine"));
        Assert.Equal(["web-00", "web-clone", "web-instant"], connectors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, connectors.Values.Select(connector => connector.Text("id")).Distinct().Count());
        Assert.All(connectors.Values, connector => Assert.Equal("Connected", connector.Text("state")));
    }

    [Fact]
    public async Task WhenAMachineIsRevertedToBeforeItsConnector_ThenItGetsItBackUnderTheSameId()
    {
        await using var world = await RuleWorld.StartAsync();
        var machine = world.AddMachine("web-00");
        world.AddMachine("db-00");
        world.VCenter.TakeSnapshot(machine);
        (await world.DeployAsync("web-00")).Succeeded();
        var before = Assert.Single(await world.ConnectorsAsync());
        await world.CreateRuleAsync(RuleWorld.Installs("reverts", "Reverted"));
        await world.ReadingAsync();

        world.VCenter.Revert(machine);
        await world.FiringsAsync(all => all.Any(one => one.Text("state") == "Succeeded"));

        var after = Assert.Single(await world.ConnectorsAsync());
        Assert.Equal((before.Text("id"), "Connected"), (after.Text("id"), after.Text("state")));
    }

    [Fact]
    public async Task WhenAMachineIsTakenOutAndRegisteredAgain_ThenItsConnectorGoesWithIt()
    {
        await using var world = await RuleWorld.StartAsync();
        var machine = await InstallAsync(world);
        var before = Assert.Single(await world.ConnectorsAsync());
        await world.CreateRuleAsync(RuleWorld.Installs("registered", "Registered"));
        await world.ReadingAsync();

        world.VCenter.PowerOff(machine);
        world.VCenter.Unregister(machine);
        var gone = await ConnectorAsync(world, connector => connector.TryGetProperty("goneAt", out _));
        var registered = world.VCenter.Register(machine);
        world.VCenter.PowerOn(registered);
        var after = await ConnectorAsync(world, connector => !connector.TryGetProperty("goneAt", out _) && connector.Text("state") == "Connected");

        Assert.Equal([before.Text("id"), before.Text("id")], [gone.Text("id"), after.Text("id")]);
        Assert.Equal(registered.Reference.Id, after.Text("moRef"));
        Assert.NotEqual(before.Text("moRef"), after.Text("moRef"));
        var happened = (await world.GetAsync($"connectors/{after.Text("id")}")).GetProperty("events").EnumerateArray().Select(one => one.Text("kind"));
        Assert.Contains("machine-gone", happened);
        Assert.Contains("machine-moved", happened);
    }

    [Fact]
    public async Task WhenAMachineBecomesATemplate_ThenNoRuleTouchesIt()
    {
        await using var world = await RuleWorld.StartAsync();
        world.AddMachine("db-00");
        await world.CreateRuleAsync(RuleWorld.Installs("new", "Appears"));
        await world.ReadingAsync();

        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-template", Template = true });
        await world.UntilAsync("virtual-machines?name=web-template", page => page.GetProperty("total").GetInt32() == 1);
        var explained = await world.UntilAsync(
            "rules/explain?virtualMachine=web-template",
            view => view.GetProperty("occurrences").EnumerateArray().Any(occurrence => occurrence.GetProperty("judged").GetBoolean()));

        Assert.Contains("template", explained.GetProperty("occurrences")[0].GetProperty("decisions")[0].Text("reason"), StringComparison.Ordinal);
        Assert.Empty((await world.GetAsync("rules/firings")).GetProperty("items").EnumerateArray());
    }

    private static async Task<VirtualMachine> InstallAsync(DeploymentWorld world)
    {
        var machine = world.AddMachine("web-00");
        world.AddMachine("db-00");
        (await world.DeployAsync("web-00")).Succeeded();
        return machine;
    }

    private static async Task<JsonElement> ConnectorAsync(DeploymentWorld world, Func<JsonElement, bool> expected) =>
        Assert.Single((await world.UntilAsync("connectors", page => page.GetProperty("items").EnumerateArray().All(expected))).GetProperty("items").EnumerateArray());
}
