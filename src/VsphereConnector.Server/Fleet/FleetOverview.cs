using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Fleet;

/// <summary>The whole fleet in numbers.</summary>
internal sealed class FleetOverview(VirtualMachineCatalog catalog, Database database, TimeProvider time)
{
    /// <summary>The name of the channel that connectors open themselves.</summary>
    public const string WebChannel = "WEB";

    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public async Task<FleetNumbers> ReadAsync(CancellationToken cancellationToken)
    {
        var inventory = await catalog.ListKnownAsync(null, cancellationToken);
        var machines = inventory.Snapshots.SelectMany(snapshot => snapshot.VirtualMachines).Where(machine => !machine.Template).ToList();
        var now = time.GetUtcNow();
        return await database.ReadAsync(
            connection =>
            {
                var installed = FleetTable.InstanceUuids(connection);
                return new FleetNumbers
                {
                    VirtualMachines = machines.Count,
                    NotInstalled = machines.Count(machine => !installed.Contains(machine.InstanceUuid)),
                    Connectors = FleetTable.CountConnectors(connection),
                    Operations = FleetTable.CountOperations(connection, now - Recent),
                    History = FleetHistory.Read(connection, now),
                    At = now,
                    Unreachable = inventory.Unreachable,
                };
            },
            cancellationToken);
    }
}

/// <summary>What an overview shows.</summary>
internal sealed record FleetNumbers
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Templates are not counted.</summary>
    public required int VirtualMachines { get; init; }

    public required int NotInstalled { get; init; }

    public required IReadOnlyList<ConnectorCount> Connectors { get; init; }

    public required IReadOnlyDictionary<OperationState, long> Operations { get; init; }

    public required IReadOnlyList<FleetSample> History { get; init; }

    public required IReadOnlyList<UnreachableVCenter> Unreachable { get; init; }

    public long CountOf(ConnectorState state) => Connectors.Where(count => count.State == state).Sum(count => count.Count);
}
