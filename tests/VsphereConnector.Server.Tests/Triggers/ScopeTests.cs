using System.Net;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Triggers;

/// <summary>What of a machine comes from elsewhere than its own properties.</summary>
public sealed class ScopeTests
{
    [Fact]
    public async Task WhenARuleNamesTags_ThenTheyAreReadFromTheRestApi()
    {
        await using var world = await RuleWorld.StartAsync();
        world.VCenter.Tag(world.AddMachine("web-01"), "Environment", "Production");
        world.VCenter.Tag(world.AddMachine("web-02"), "Environment", "Test");
        var rule = RuleWorld.Installs("tagged", "PoweredOn");
        rule["scope"] = new { tags = new[] { "environment:production" } };

        var (_, dry) = await world.SendAsync(HttpMethod.Post, "rules/dry-run", rule);
        rule["scope"] = new { tags = new[] { "Environment:Nowhere" } };
        var (_, missing) = await world.SendAsync(HttpMethod.Post, "rules/dry-run", rule);

        Assert.Equal("web-01", Assert.Single(dry.GetProperty("now").EnumerateArray()).Text("virtualMachine"));
        Assert.Contains("Environment:Nowhere", Assert.Single(missing.GetProperty("problems").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenTagsCannotBeRead_ThenTheRuleWaitsForThem()
    {
        await using var world = await RuleWorld.StartAsync();
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", PoweredOn = false });
        world.AddMachine("web-02");
        world.VCenter.Tag(machine, "Environment", "Production");
        world.VCenter.Rules.Add(new Rule { Method = "RestTagging", Fault = "Unavailable" });
        var rule = RuleWorld.Installs("tagged", "PoweredOn");
        rule["scope"] = new { tags = new[] { "Environment:Production" } };
        rule["confirmCount"] = 2;
        await world.CreateRuleAsync(rule);
        await world.ReadingAsync();

        world.VCenter.PowerOn(machine);
        var waiting = await world.FiringsAsync(all => all.Any(one => one.TryGetProperty("reason", out _)));

        Assert.Equal("rule-undecided", waiting[0].GetProperty("reason").Text("code"));
    }

    [Fact]
    public async Task WhenARuleNamesNetworks_ThenTheInventoryHasThem()
    {
        await using var world = await RuleWorld.StartAsync();
        var network = world.VCenter.AddNetwork("DMZ 1");
        world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", Networks = [network] });
        world.AddMachine("web-02");
        var rule = RuleWorld.Installs("dmz", "PoweredOn");
        rule["scope"] = new { networks = new[] { "dmz*" } };

        var (status, dry) = await world.SendAsync(HttpMethod.Post, "rules/dry-run", rule);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("web-01", Assert.Single(dry.GetProperty("now").EnumerateArray()).Text("virtualMachine"));
    }
}
