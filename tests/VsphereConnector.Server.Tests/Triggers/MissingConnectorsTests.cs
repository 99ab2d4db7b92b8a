using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;
using Dapper;

namespace VsphereConnector.Server.Tests.Triggers;

public sealed class MissingConnectorsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("missing-");
    private readonly ManualTimeProvider _time = new();
    private readonly Rule _rule = RuleSamples.Rule("""{"on": ["ConnectorMissing"], "missingMinutes": 10, "scope": {"names": ["web-*"]}}""");
    private Database _database = null!;
    private MissingConnectors _missing = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _database = Database.Open(Path.Combine(_folder.FullName, "missing.db"), _time);
        _missing = new MissingConnectors(_database, _time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Find_AMachineWithoutAConnector_TellsOnceAfterTheRulesTime()
    {
        var booted = _time.GetUtcNow();
        Assert.Empty(await FindAsync(TimeSpan.FromMinutes(9), Machine("web-01", booted)));
        Assert.Single(await FindAsync(TimeSpan.FromMinutes(2), Machine("web-01", booted)));
        Assert.Single(await FindAsync(TimeSpan.FromMinutes(60), Machine("web-01", booted)));
        Assert.Equal(2, (await FindAsync(TimeSpan.FromMinutes(60), Machine("web-01", booted.AddHours(1)))).Count);
    }

    [Fact]
    public async Task Find_WhatIsOffConnectedOrNotMeant_TellsNothing()
    {
        await ConnectorAsync("uuid-web-03", "Connected");
        Assert.Empty(await FindAsync(
            TimeSpan.FromHours(1),
            Machine("web-01", null, power: "poweredOff"), Machine("db-01", _time.GetUtcNow()), Machine("web-03", _time.GetUtcNow()), Machine("web-04", null, template: true)));
    }

    [Fact]
    public async Task Find_ConnectorsAfterAStartOfTheServer_HaveTheirTimeToComeBack()
    {
        await ConnectorAsync("uuid-web-01", "Disconnected");
        var booted = _time.GetUtcNow().AddDays(-1);

        Assert.Empty(await FindAsync(TimeSpan.FromMinutes(9), Machine("web-01", booted)));
        Assert.Single(await FindAsync(TimeSpan.FromMinutes(2), Machine("web-01", booted)));
    }

    private async Task<IReadOnlyList<string>> FindAsync(TimeSpan later, params ObjectUpdate[] machines)
    {
        _time.Advance(later);
        var inventory = new KnownInventory("id", InventorySnapshot.Empty("main").With(machines), new Dictionary<int, string>(), KnownTags.None);
        await _missing.FindAsync(new RuleSet([_rule], null), new KnownInventories([inventory], []), Token);
        return await _database.ReadAsync(connection => connection.Query<string>("SELECT name FROM occurrences WHERE kind = 'ConnectorMissing'").ToList(), Token);
    }

    private Task ConnectorAsync(string instanceUuid, string state) => _database.WriteAsync(
        connection => connection.Execute(
            """
            INSERT INTO connectors (id, instance_uuid, vcenter, mo_ref, name, machine, version, state, enrolled_at, last_seen, serial, certificate_ends)
            VALUES (@id, @instanceUuid, 'main', 'vm-1', 'name', '{}', '1', @state, 0, 0, '', 0)
            """,
            new { id = Guid.NewGuid(), instanceUuid, state }),
        Token);

    private static ObjectUpdate Machine(string name, DateTimeOffset? booted, string power = "poweredOn", bool template = false) => new()
    {
        Kind = ObjectUpdateKind.Enter,
        Obj = new ManagedObjectReference("VirtualMachine", $"vm-{name}"),
        ChangeSet =
        [
            new("name", "assign", VimValue.Of(name)),
            new("config.instanceUuid", "assign", VimValue.Of($"uuid-{name}")),
            new("config.template", "assign", VimValue.Of(template)),
            new("runtime.powerState", "assign", VimValue.Of(power)),
            new("runtime.bootTime", "assign", booted is { } at ? VimValue.Of(at) : default),
        ],
        MissingSet = [],
    };
}
