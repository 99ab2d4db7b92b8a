using Dapper;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Tests.Operations;
using VsphereConnector.Server.Triggers.Firings;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Occurrences;
using VsphereConnector.Server.Triggers.Rules;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Triggers;

/// <summary>A storm of firings on the real ledger, with a clock that the test moves; no worker takes anything up.</summary>
public sealed class FiringPacerTests : IAsyncLifetime
{
    private const int Machines = 1000, Hosts = 20;

    private readonly LedgerFixture _ledger = new();
    private readonly ServerOptions _options = new();
    private KnownInventories _inventories = Inventory(Enumerable.Range(1, Machines));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FiringPacer Pacer => new(_ledger.Database, _ledger.Ledger, Options.Create(_options), _ledger.Time);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Pace_AStorm_KeepsToEveryBudgetAndServesAllHostsAlike()
    {
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "pace": {"atOnce": 50, "perHost": 3}, "settleSeconds": 0}""");
        var done = 0;
        while (done < Machines)
        {
            await PaceAsync(rule);
            var (all, fewest, most) = await GoingOnAsync();
            Assert.InRange(all, 1, 50);
            Assert.InRange(most, 1, 3);
            Assert.True(Machines - done < 50 || most - fewest <= 1, $"{fewest} to {most} on a host");
            done += await FinishAsync();
        }

        Assert.Equal(Machines, await CountAsync("SELECT COUNT(DISTINCT target_mo_ref) FROM operations"));
        Assert.Equal(Machines, await CountAsync("SELECT COUNT(*) FROM operations"));
    }

    [Fact]
    public async Task Pace_ALimitWithinAnHour_IsKeptAndGoesOnByItself()
    {
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "pace": {"perHour": 30, "perHost": 100, "atOnce": 100}, "settleSeconds": 0}""");
        _options.Rules.PerHost = 100;

        foreach (var hour in Enumerable.Range(1, 3))
        {
            await PaceAsync(rule);
            await PaceAsync(rule);
            await FinishAsync();
            await PaceAsync(rule);
            Assert.Equal(30 * hour, await CountAsync("SELECT COUNT(*) FROM operations"));
            _ledger.Time.Advance(TimeSpan.FromMinutes(61));
        }
    }

    [Fact]
    public async Task Pace_OutsideItsMaintenanceWindow_BeginsNothing()
    {
        // The clock of the test stands at midnight.
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "maintenance": {"timeZone": "UTC", "windows": [{"from": "02:00", "to": "03:00"}]}}""");

        await PaceAsync(rule);
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM operations"));
        _ledger.Time.Advance(TimeSpan.FromMinutes(150));
        await PaceAsync(rule);
        Assert.NotEqual(0, await CountAsync("SELECT COUNT(*) FROM operations"));
    }

    [Fact]
    public async Task Pace_WhatPeopleAskFor_GoesBeforeWhatRulesDo()
    {
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "pace": {"atOnce": 50, "perHost": 3}, "settleSeconds": 0}""");
        await PaceAsync(rule);
        var manual = await _ledger.SubmitAsync();

        var claimed = await _ledger.Leases.ClaimAsync("node", TimeSpan.FromMinutes(1), 3, Token);

        Assert.Equal(manual.Id, claimed[0].Id);
        Assert.All(claimed.Skip(1), operation => Assert.Equal("rule storm", operation.CreatedBy));
    }

    [Fact]
    public async Task Pace_AMachineThatABanNowKeepsOut_IsSkipped()
    {
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "settleSeconds": 0}""");
        var ban = RuleSamples.Rule("""{"effect": "Ban", "scope": {"names": ["web-*"]}}""", "ban");

        await Pacer.PaceAsync(new RuleSet([rule, ban], null), _inventories, Token);

        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.NotEqual(0, await CountAsync("SELECT COUNT(*) FROM rule_firings WHERE state = 'Skipped' AND reason LIKE '%ban%'"));
    }

    [Fact]
    public async Task Pace_AVCenterThatIsAway_LosesNothing()
    {
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "settleSeconds": 0}""");
        var back = _inventories;
        _inventories = new KnownInventories([], [new AwayVCenter("main", "It is away.")]);

        await PaceAsync(rule);
        _ledger.Time.Advance(TimeSpan.FromHours(1));
        await PaceAsync(rule);
        Assert.Equal(Machines, await CountAsync("SELECT COUNT(*) FROM rule_firings WHERE state = 'Waiting'"));

        _inventories = back;
        await PaceAsync(rule);
        Assert.NotEqual(0, await CountAsync("SELECT COUNT(*) FROM operations"));
    }

    [Fact]
    public async Task Pace_WhatWaitsLongerThanTheRuleAllows_IsGivenUpWithItsReason()
    {
        _inventories = Inventory(Enumerable.Range(1, Machines), power: "poweredOff");
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "settleSeconds": 0, "giveUpHours": 1}""");

        await PaceAsync(rule);
        await PaceAsync(rule);
        Assert.Equal(Machines, await CountAsync("SELECT COUNT(*) FROM rule_firings WHERE state = 'Waiting' AND reason LIKE '%vm-powered-off%'"));
        _ledger.Time.Advance(TimeSpan.FromMinutes(61));
        await PaceAsync(rule);
        await PaceAsync(rule);

        Assert.Equal(Machines, await CountAsync("SELECT COUNT(*) FROM rule_firings WHERE state = 'Failed' AND reason LIKE '%rule-gave-up%not powered on%'"));
    }

    [Fact]
    public async Task Pace_TwoMachinesWithOneIdentity_AreLeftAloneAndSaid()
    {
        _inventories = Inventory([1, 1001]); // their instance UUIDs are the same
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "settleSeconds": 0}""", 1);

        await PaceAsync(rule);

        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM operations"));
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM rule_firings WHERE state = 'Waiting' AND reason LIKE '%instance-uuid-not-unique%web-1001%'"));
    }

    [Fact]
    public async Task Pace_AMachineThatHasABootTimeBeforeItIsPoweredOn_IsWorkedOnOnceItIs()
    {
        var reconcile = new InventoryReconcile(_ledger.Database, new RulesOptions(), _ledger.Time);
        var booted = VimValue.Of(_ledger.Time.GetUtcNow());
        await reconcile.ReconcileAsync(_inventories.All[0], null, Token);
        _inventories = Inventory([1], "poweredOff", new PropertyChange("runtime.bootTime", "assign", booted));
        var rule = await StormAsync("""{"on": ["PoweredOn"], "action": {"kind": "GetStatus"}, "settleSeconds": 0}""", 1);
        await reconcile.ReconcileAsync(_inventories.All[0], null, Token);
        await PaceAsync(rule);
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM operations"));

        _inventories = Inventory([1], "poweredOn", new PropertyChange("runtime.bootTime", "assign", booted));
        await reconcile.ReconcileAsync(_inventories.All[0], null, Token);
        await PaceAsync(rule);

        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM operations"));
    }

    private Task PaceAsync(Rule rule) => Pacer.PaceAsync(new RuleSet([rule], null), _inventories, Token);

    private async Task<Rule> StormAsync(string definition, int machines = Machines)
    {
        var rule = RuleSamples.Rule(definition, "storm");
        var now = _ledger.Time.GetUtcNow();
        await _ledger.Database.WriteAsync(
            connection =>
            {
                RuleTable.Add(connection, rule);
                OccurrenceTable.Add(connection, Enumerable.Range(1, machines).Select(Occurrence), now);
            },
            Token);
        var judge = new OccurrenceJudge(_ledger.Database, null!, _ledger.Time);
        while (await judge.JudgeAsync(new RuleSet([rule], null), _inventories, Token))
        {
            // Some at a time.
        }

        return rule;
    }

    private async Task<(int All, int Fewest, int Most)> GoingOnAsync()
    {
        var hosts = await _ledger.Database.ReadAsync(
            connection => connection.Query<int>("SELECT COUNT(*) FROM rule_firings WHERE state = 'Submitted' GROUP BY host").ToList(), Token);
        return (hosts.Sum(), hosts.Count < Hosts ? 0 : hosts.Min(), hosts.Max());
    }

    /// <summary>Everything that goes on succeeds.</summary>
    private async Task<int> FinishAsync()
    {
        var now = _ledger.Time.GetUtcNow();
        var ended = await _ledger.Database.WriteAsync(
            connection => connection.Execute("UPDATE operations SET state = 'Success', finished_at = @now WHERE finished_at IS NULL", new { now }), Token);
        await new FiringResults(_ledger.Database, _ledger.Time).SettleAsync(new RuleSet([], null), Token);
        return ended;
    }

    private Task<int> CountAsync(string sql) => _ledger.Database.ReadAsync(connection => connection.QuerySingle<int>(sql), Token);

    private Occurrence Occurrence(int number) => new()
    {
        VCenterId = "id", VCenter = "main", Key = $"PoweredOn:event:{number}", Kind = TriggerKind.PoweredOn, MoRef = $"vm-{number}", Name = $"web-{number}", At = _ledger.Time.GetUtcNow(),
    };

    private static KnownInventories Inventory(IEnumerable<int> machines, string power = "poweredOn", params IEnumerable<PropertyChange> others) => new(
        [new KnownInventory("id", InventorySnapshot.Empty("main").With(machines.Select(number => Machine(number, power, others))), new Dictionary<int, string>(), KnownTags.None)], []);

    private static ObjectUpdate Machine(int number, string power, IEnumerable<PropertyChange> others) => new()
    {
        Kind = ObjectUpdateKind.Enter,
        Obj = new ManagedObjectReference("VirtualMachine", $"vm-{number}"),
        ChangeSet =
        [
            new("name", "assign", VimValue.Of($"web-{number}")),
            new("config.instanceUuid", "assign", VimValue.Of($"uuid-{number % Machines}")),
            new("runtime.powerState", "assign", VimValue.Of(power)),
            new("runtime.host", "assign", VimValue.Of(new ManagedObjectReference("HostSystem", $"host-{number % Hosts}"))),
            .. others,
        ],
        MissingSet = [],
    };
}
