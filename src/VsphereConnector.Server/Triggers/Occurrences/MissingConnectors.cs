using System.Globalization;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Matching;
using VsphereConnector.Server.Triggers.Rules;

namespace VsphereConnector.Server.Triggers.Occurrences;

/// <summary>
/// Finds machines that run without a connected connector for longer than a rule allows. One time without a connector is one occurrence: it
/// is told again when the connector was there meanwhile, when the machine was powered on anew, or when the rule was changed.
/// </summary>
internal sealed class MissingConnectors(Database database, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly DateTimeOffset _start = time.GetUtcNow();
    private DateTimeOffset _lookedAt;

    public async Task FindAsync(RuleSet rules, KnownInventories inventories, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asking = rules.All.Where(rule => rule is { Bans: false, Paused: false } && rule.Definition.On.Contains(TriggerKind.ConnectorMissing)).ToList();
        if (asking.Count == 0 || now - _lookedAt < Interval)
        {
            return;
        }

        _lookedAt = now;
        var connectors = await database.ReadAsync(FleetTable.Connectors, cancellationToken);
        var found = new List<Occurrence>();
        foreach (var inventory in inventories.All)
        {
            foreach (var machine in inventory.Snapshot.VirtualMachines.Where(machine => Lacks(machine, connectors)))
            {
                found.AddRange(asking
                    .Where(rule => now - Since(machine, connectors) >= TimeSpan.FromMinutes(rule.Definition.MissingMinutes))
                    .Where(rule => RuleMatch.IsIn(rule.Definition, inventory.FactsOf(machine)) != false)
                    .Select(rule => Told(inventory, machine, connectors.GetValueOrDefault(machine.InstanceUuid), rule, now)));
            }
        }

        await database.WriteAsync(connection => OccurrenceTable.Add(connection, found, now), cancellationToken);
    }

    private static bool Lacks(VirtualMachine machine, IReadOnlyDictionary<string, ConnectorSummary> connectors) =>
        machine is { Template: false, IsPoweredOn: true, InstanceUuid.Length: > 0 }
        && connectors.GetValueOrDefault(machine.InstanceUuid)?.State != ConnectorState.Connected;

    // Connectors need a while to come back after a start of this server.
    private DateTimeOffset Since(VirtualMachine machine, IReadOnlyDictionary<string, ConnectorSummary> connectors) =>
        connectors.GetValueOrDefault(machine.InstanceUuid) is { } connector
            ? Latest(machine.BootTime, connector.LastSeen, _start)
            : Latest(machine.BootTime, null, DateTimeOffset.MinValue);

    private static DateTimeOffset Latest(DateTimeOffset? one, DateTimeOffset? other, DateTimeOffset third) =>
        new[] { one ?? DateTimeOffset.MinValue, other ?? DateTimeOffset.MinValue, third }.Max();

    private static Occurrence Told(KnownInventory inventory, VirtualMachine machine, ConnectorSummary? connector, Rule rule, DateTimeOffset now) => new()
    {
        VCenterId = inventory.VCenterId,
        VCenter = inventory.VCenter,
        Key = string.Create(
            CultureInfo.InvariantCulture,
            $"ConnectorMissing:{rule.Id}:{rule.Version}:{machine.Reference.Value}:{connector?.LastSeen?.ToUnixTimeMilliseconds()}:{machine.BootTime?.ToUnixTimeSeconds()}"),
        Kind = TriggerKind.ConnectorMissing,
        MoRef = machine.Reference.Value,
        Name = machine.Name,
        At = now,
        RuleId = rule.Id,
    };
}
