using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Triggers;

public sealed class RuleFiringTests
{
    [Fact]
    public async Task WhenAMachineIsPoweredOn_ThenTheConnectorIsInstalledByItself()
    {
        await using var world = await RuleWorld.StartAsync();
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions
        {
            Name = "web-01", PoweredOn = false, ToolsStartAfter = TimeSpan.FromSeconds(1), GuestOperationsReadyAfter = TimeSpan.FromSeconds(1),
        });
        world.VCenter.PowerOff(world.AddMachine("db-01"));
        await world.CreateRuleAsync(RuleWorld.Installs("web", "PoweredOn"));
        await world.ReadingAsync();

        world.VCenter.PowerOn(machine);
        world.VCenter.PowerOn(world.VCenter.VirtualMachine("db-01"));
        var firing = Assert.Single(await world.FiringsAsync(all => all.Any(one => one.Text("state") == "Succeeded")));

        var operation = await world.GetAsync($"operations/{firing.Text("operation")}");
        operation.Succeeded();
        Assert.Equal("rule web", operation.Text("createdBy"));
        Assert.Equal("PoweredOn", firing.Text("trigger"));
        Assert.Equal("Connected", Assert.Single(await world.ConnectorsAsync()).Text("state"));
        var explained = await world.GetAsync("rules/explain?virtualMachine=db-01");
        Assert.Contains("web-*", explained.GetProperty("occurrences")[0].GetProperty("decisions")[0].Text("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenMachinesComeInEveryWay_ThenEachTriggerFiresOnce()
    {
        await using var world = await RuleWorld.StartAsync();
        var original = world.AddMachine("web-00");
        var template = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "template", Template = true });
        var moved = world.VCenter.Clone(original, "web-moved", powerOn: false);
        world.VCenter.TakeSnapshot(original);
        var kinds = new[] { "Appears", "PoweredOn", "Cloned", "Deployed", "Registered", "Customized", "Reverted" };
        foreach (var kind in kinds)
        {
            await world.CreateRuleAsync(Asks(kind, kind));
        }

        await world.ReadingAsync();
        world.VCenter.Clone(original, "web-clone");
        world.VCenter.Deploy(template, "web-deployed");
        world.VCenter.InstantClone(original, "web-instant");
        world.VCenter.Unregister(moved);
        world.VCenter.Register(moved);
        world.VCenter.Customize(world.VCenter.VirtualMachine("web-clone"));
        world.VCenter.Revert(original);
        world.VCenter.PowerOff(original);
        world.VCenter.PowerOn(original);
        world.AddMachine("web-new");

        string[] expected =
        [
            "Appears web-clone", "Appears web-deployed", "Appears web-instant", "Appears web-moved", "Appears web-new",
            "Cloned web-clone", "Cloned web-instant", "Customized web-clone", "Deployed web-deployed",
            "PoweredOn web-00", "PoweredOn web-clone", "PoweredOn web-deployed", "PoweredOn web-new", "Registered web-moved", "Reverted web-00",
        ];
        var firings = await world.FiringsAsync(all => all.Count >= expected.Length);
        Assert.Equal(expected, firings.Select(firing => $"{firing.Text("trigger")} {firing.Text("virtualMachine")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WhenARuleIsPaused_ThenWhatFiresWaitsUntilItGoesOn()
    {
        await using var world = await RuleWorld.StartAsync();
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", PoweredOn = false });
        world.AddMachine("db-01");
        await world.CreateRuleAsync(Asks("web", "PoweredOn"));
        await world.ReadingAsync();
        await world.SendAsync(HttpMethod.Post, "rules/pause");

        world.VCenter.PowerOn(machine);
        await world.FiringsAsync(all => all.Count == 1);
        var paused = await world.GetAsync("rules");
        var before = await world.GetAsync("operations");
        await world.SendAsync(HttpMethod.Post, "rules/resume");

        Assert.Equal("tester", paused.GetProperty("pause").Text("pausedBy"));
        Assert.Empty(before.GetProperty("items").EnumerateArray());
        await world.FiringsAsync(all => all.Single().Text("operation") != "");
    }

    [Fact]
    public async Task WhenAMachineIsNotPoweredOn_ThenTheFiringWaitsForIt()
    {
        await using var world = await RuleWorld.StartAsync();
        var original = world.AddMachine("web-00");
        world.AddMachine("db-01");
        await world.CreateRuleAsync(RuleWorld.Installs("web", "Cloned"));
        await world.ReadingAsync();

        var clone = world.VCenter.Clone(original, "web-01", powerOn: false);
        var waiting = await world.FiringsAsync(all => all.Any(one => one.TryGetProperty("reason", out _)));
        world.VCenter.PowerOn(clone);
        var done = await world.FiringsAsync(all => all.Any(one => one.Text("state") == "Succeeded"));

        Assert.Equal("vm-powered-off", Assert.Single(waiting).GetProperty("reason").Text("code"));
        Assert.Equal("web-01", Assert.Single(done).Text("virtualMachine"));
    }

    [Fact]
    public async Task WhenAnOperationFails_ThenItIsTriedAgainAsOftenAsTheRuleSays()
    {
        await using var world = await RuleWorld.StartAsync();
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", PoweredOn = false });
        world.AddMachine("db-01");
        var rule = Asks("web", "PoweredOn");
        rule["retries"] = new { afterSeconds = new[] { 1 }, most = 2 };
        await world.CreateRuleAsync(rule);
        await world.ReadingAsync();

        world.VCenter.PowerOn(machine);
        var failed = Assert.Single(await world.FiringsAsync(all => all.Any(one => one.Text("state") == "Failed")));

        Assert.Equal(3, failed.GetProperty("tries").GetInt32());
        Assert.Equal("connector-not-installed", failed.GetProperty("reason").Text("code"));
    }

    [Fact]
    public async Task WhenTheGuestRefusesTheLogon_ThenTheRuleNeverTriesAgain()
    {
        await using var world = await RuleWorld.StartAsync();
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions
        {
            Name = "web-01", PoweredOn = false, Guest = GuestProfile.Linux with { Accounts = [new GuestAccount { Name = "root", Password = "another", IsAdministrator = true }] },
        });
        world.AddMachine("db-01");
        var rule = RuleWorld.Installs("web", "PoweredOn");
        rule["retries"] = new { afterSeconds = new[] { 1 }, most = 10 };
        await world.CreateRuleAsync(rule);
        await world.ReadingAsync();

        world.VCenter.PowerOn(machine);
        var failed = Assert.Single(await world.FiringsAsync(all => all.Any(one => one.Text("state") == "Failed")));

        Assert.Equal(1, failed.GetProperty("tries").GetInt32());
        Assert.Equal("guest-logon-refused", failed.GetProperty("reason").Text("code"));
    }

    [Fact]
    public async Task WhenNoEventTellsOfAPowerOn_ThenTheInventoryDoesOnce()
    {
        await using var world = await RuleWorld.StartAsync(configure: options => options.Rules.EventPatience = TimeSpan.FromSeconds(1));
        var machine = world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = "web-01", PoweredOn = false });
        world.AddMachine("db-01");
        world.VCenter.TakeSnapshot(machine);
        await world.CreateRuleAsync(Asks("web", "PoweredOn"));
        await world.ReadingAsync();

        // A revert to a snapshot in which it runs has no power-on event.
        world.VCenter.PowerOn(machine);
        await world.FiringsAsync(all => all.Count == 1 && all[0].Text("state") == "Failed");
        world.VCenter.Revert(machine);

        Assert.Equal(2, (await world.FiringsAsync(all => all.Count >= 2)).Count);
    }

    /// <summary>A rule that asks the connector for its status: it fails at once where there is none.</summary>
    private static Dictionary<string, object?> Asks(string name, string on)
    {
        var rule = RuleWorld.Installs(name, on);
        rule["action"] = new { kind = "GetStatus" };
        rule["guestLogon"] = null;
        rule["retries"] = new { afterSeconds = new[] { 1 }, most = 0 };
        return rule;
    }
}
