using System.Globalization;
using System.Text.Json;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator;

namespace VsphereConnector.Server.Tests.Fleet;

public sealed class PagingTests
{
    private const int Machines = 10_000;

    private static readonly string[] Queries =
    [
        "",
        "&sort=name&order=desc",
        "&sort=power",
        "&sort=host&order=desc",
        "&sort=connector",
        "&sort=connector&order=desc&connector=Connected",
        "&sort=version&order=desc",
        "&sort=lastSeen",
        "&sort=lastSeen&order=desc&name=99",
        "&connector=NotInstalled&name=5",
        "&version=1.1.0&power=poweredOn&tools=guestToolsRunning",
        "&power=suspended",
    ];

    [Fact]
    public async Task WhenTenThousandMachinesAreListed_ThenThePagesTogetherAreTheWholeList()
    {
        await using var world = await DeploymentWorld.StartAsync(new SimulatorOptions { VirtualMachines = Machines, Hosts = 16 });
        await world.Services.AddConnectorsAsync(world.VCenter.VirtualMachines.Where((_, index) => index % 3 != 0).Select((machine, index) => (
            machine.InstanceUuid,
            (index % 4) switch { 0 => "Disconnected", 1 => "Enrolled", _ => "Connected" },
            $"1.{index % 3}.0",
            index % 5 == 0 ? (DateTimeOffset?)null : DateTimeOffset.UnixEpoch.AddMinutes(index % 100))));
        var all = await ReadAsync(world, "", 500);
        Assert.Equal(Machines, all.Count);

        foreach (var query in Queries)
        {
            var coarse = await ReadAsync(world, query, 500);
            var fine = await ReadAsync(world, query, 333);

            Assert.Equal(coarse.Select(Id), fine.Select(Id));
            Assert.Equal(coarse.Count, coarse.Select(Id).Distinct().Count());
            Assert.Equal(Expected(all, query).Select(Id).Order(), coarse.Select(Id).Order());
        }
    }

    /// <summary>All pages of a list, each of which must tell the same total.</summary>
    private static async Task<List<JsonElement>> ReadAsync(DeploymentWorld world, string query, int limit)
    {
        var items = new List<JsonElement>();
        string? after = "";
        while (after is not null)
        {
            var page = await world.GetAsync(string.Create(CultureInfo.InvariantCulture, $"virtual-machines?limit={limit}{query}{after}"));
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
            Assert.Equal(after is null, items.Count == page.GetProperty("total").GetInt32());
        }

        return items;
    }

    private static IEnumerable<JsonElement> Expected(IEnumerable<JsonElement> all, string query)
    {
        var filters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
        return all.Where(machine =>
            Text(machine, "name")!.Contains(filters.GetValueOrDefault("name", ""), StringComparison.Ordinal)
            && (!filters.TryGetValue("power", out var power) || Text(machine, "powerState") == power)
            && (!filters.TryGetValue("version", out var version) || Text(machine, "connectorVersion") == version)
            && (!filters.TryGetValue("connector", out var state) || (Text(machine, "connectorState") ?? "NotInstalled") == state));
    }

    private static string Id(JsonElement machine) => machine.GetProperty("moRef").GetString()!;

    private static string? Text(JsonElement machine, string name) => machine.TryGetProperty(name, out var value) ? value.GetString() : null;
}
