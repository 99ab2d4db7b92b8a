using System.Text.Json;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Server.Tests.Triggers;

/// <summary>Many machines are powered on at once, and the whole server answers to it. A thousand of them, on the ledger alone: <see cref="FiringPacerTests"/>.</summary>
public sealed class RuleStormTests
{
    private const int Machines = 48, Hosts = 4, AtOnce = 8, PerHost = 2;

    [Fact]
    public async Task WhenManyMachinesArePoweredOnAtOnce_ThenEachIsInstalledOnceWithinTheBudgetsAndPeopleGoFirst()
    {
        await using var world = await RuleWorld.StartAsync(new SimulatorOptions { Hosts = Hosts });
        var machines = Enumerable.Range(0, Machines)
            .Select(number => world.VCenter.AddVirtualMachine(new VirtualMachineOptions { Name = $"web-{number:00}", PoweredOn = false }))
            .ToList();
        world.AddMachine("db-01");
        var rule = RuleWorld.Installs("storm", "PoweredOn");
        rule["pace"] = new { atOnce = AtOnce, perHost = PerHost };
        await world.CreateRuleAsync(rule);
        await world.ReadingAsync();

        machines.ForEach(world.VCenter.PowerOn);
        await world.FiringsAsync(all => all.Any(one => one.Text("state") == "Succeeded"));
        var manual = await world.DeployAsync("db-01");
        var unfinished = (await world.FiringsAsync(_ => true)).Count(one => one.Text("state") != "Succeeded");
        await world.FiringsAsync(all => all.Count(one => one.Text("state") == "Succeeded") == Machines);

        manual.Succeeded();
        Assert.True(unfinished > AtOnce, $"Only {unfinished} firings were left when the manual installation had ended.");
        var runs = (await world.GetAsync("operations?limit=500")).GetProperty("items").EnumerateArray().Where(one => one.Text("createdBy") == "rule storm").ToList();
        Assert.Equal(machines.Select(machine => machine.Name), runs.Select(NameOf).Order(StringComparer.Ordinal));
        Assert.InRange(MostAtOnce(runs), 1, AtOnce);
        Assert.All(machines.GroupBy(machine => machine.Host), host =>
            Assert.InRange(MostAtOnce([.. runs.Where(run => host.Any(machine => machine.Name == NameOf(run)))]), 1, PerHost));
    }

    [Fact]
    public async Task WhenOneOfTwoVCentersIsAway_ThenTheOtherOnesMachinesDoNotWaitForIt()
    {
        await using var other = await SimulatedVCenter.StartAsync(new SimulatorOptions { Seed = 2 }, TimeProvider.System, DeploymentWorld.Cancel);
        await using var world = await RuleWorld.StartAsync(configure: options => options.VCenters.Add(DeploymentWorld.Entry("other", other, Path.GetDirectoryName(options.DataFolder)!)));
        world.AddMachine("db-01");
        var (here, there) = (Off(world.VCenter, "web-here"), Off(other, "web-there"));
        await world.CreateRuleAsync(RuleWorld.Installs("both", "PoweredOn"));
        await world.UntilAsync("rules", list => list.GetProperty("vCenters").EnumerateArray().All(vCenter => vCenter.TryGetProperty("caughtUpAt", out _)));

        other.Rules.Add(new Rule { Break = ConnectionBreak.BeforeCall });
        other.PowerOn(there);
        world.VCenter.PowerOn(here);
        await world.FiringsAsync(all => all.Any(one => one.Text("state") == "Succeeded" && one.Text("virtualMachine") == "web-here"));
        Assert.DoesNotContain(await world.ConnectorsAsync(), connector => connector.Text("virtualMachine") == "web-there");
        other.Rules.Clear();

        await world.FiringsAsync(all => all.Count(one => one.Text("state") == "Succeeded") == 2);
        Assert.Equal(["other", "simulated"], (await world.ConnectorsAsync()).Select(connector => connector.Text("vCenter")).Order(StringComparer.Ordinal));
    }

    private static VirtualMachine Off(SimulatedVCenter vCenter, string name) =>
        vCenter.AddVirtualMachine(new VirtualMachineOptions { Name = name, PoweredOn = false });

    private static string NameOf(JsonElement operation) => operation.GetProperty("target").Text("virtualMachine");

    /// <summary>How many of these were recorded and had not ended, at the worst moment.</summary>
    private static int MostAtOnce(IReadOnlyCollection<JsonElement> operations) => operations.Max(one =>
    {
        var at = one.GetProperty("createdAt").GetDateTimeOffset();
        return operations.Count(other => other.GetProperty("createdAt").GetDateTimeOffset() <= at && other.GetProperty("finishedAt").GetDateTimeOffset() > at);
    });
}
