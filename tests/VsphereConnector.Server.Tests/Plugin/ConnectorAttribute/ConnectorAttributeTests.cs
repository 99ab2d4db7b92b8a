using Dapper;
using VsphereConnector.Server.Plugin.ConnectorAttribute;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Operations;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Server.Tests.Plugin.ConnectorAttribute;

public sealed class ConnectorAttributeTests
{
    private static readonly DateTimeOffset Settled = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenAConnectorIsInstalled_ThenTheAttributeOfItsMachineSaysSo()
    {
        await using var world = await DeploymentWorld.StartAsync(configure: options => options.VCenters[0].ConnectorAttribute = true);
        var machine = world.AddMachine("web-01");
        var other = world.AddMachine("web-02");
        (await world.DeployAsync("web-01")).Succeeded();

        Assert.StartsWith("Connected ", await ValueAsync(machine), StringComparison.Ordinal);
        Assert.Empty(other.CustomValues);
        Assert.Equal(1, world.VCenter.Calls["AddCustomFieldDef"]);
    }

    [Fact]
    public async Task WhenItIsNotSwitchedOn_ThenVCenterIsNotAsked()
    {
        await using var world = await DeploymentWorld.StartAsync();
        world.AddMachine("web-01");

        (await world.DeployAsync("web-01")).Succeeded();

        Assert.Equal(0, world.VCenter.Calls["SetField"] + world.VCenter.Calls["AddCustomFieldDef"]);
    }

    [Fact]
    public async Task Behind_OfConnectorsInEachState_WantsWhatChanged()
    {
        await using var ledger = new LedgerFixture();
        await AddAsync(ledger, "vm-1", "Connected", Settled.AddDays(1));
        await AddAsync(ledger, "vm-2", "Enrolled", null);
        await AddAsync(ledger, "vm-3", "Disconnected", Settled.AddSeconds(-1));
        await AddAsync(ledger, "vm-4", "Disconnected", Settled.AddSeconds(1));
        await WrittenAsync(ledger, "vm-5", "Connected 1.0");

        Assert.Equal(
            [("vm-1", "Connected 1.0"), ("vm-2", "Enrolled"), ("vm-3", "Disconnected 1.0"), ("vm-5", "")], await BehindAsync(ledger));

        await WrittenAsync(ledger, "vm-1", "Connected 1.0");
        await WrittenAsync(ledger, "vm-2", "Connected 1.0");
        await WrittenAsync(ledger, "vm-5", "");
        Assert.Equal([("vm-2", "Enrolled"), ("vm-3", "Disconnected 1.0")], await BehindAsync(ledger));
    }

    private static async Task<IEnumerable<(string, string)>> BehindAsync(LedgerFixture ledger) =>
        (await ledger.Database.ReadAsync(connection => ConnectorAttributeTable.Behind(connection, ["main"], Settled, 100), Cancel))
            .Select(value => (value.MoRef, value.Value)).Order();

    private static Task AddAsync(LedgerFixture ledger, string moRef, string state, DateTimeOffset? lastSeen) => ledger.Database.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO connectors (id, instance_uuid, vcenter, mo_ref, name, machine, version, state, enrolled_at, last_seen, serial, certificate_ends)
            VALUES (@id, @moRef, 'main', @moRef, @moRef, '{}', '1.0', @state, 0, @lastSeen, @moRef, 0)
            """,
            new { id = Guid.NewGuid(), moRef, state, lastSeen }),
        Cancel);

    private static Task WrittenAsync(LedgerFixture ledger, string moRef, string value) => ledger.Database.WriteAsync(
        connection => ConnectorAttributeTable.Save(connection, new AttributeValue { VCenter = "main", MoRef = moRef, Value = value }), Cancel);

    private static async Task<string> ValueAsync(VirtualMachine machine)
    {
        while (machine.CustomValues.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        return machine.CustomValues.Values.Single();
    }
}
