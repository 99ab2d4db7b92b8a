using System.Data.Common;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Triggers.Matching;

namespace VsphereConnector.Server.Triggers;

/// <summary>
/// Keeps connectors with their virtual machines, by the instance UUID: a machine that was registered anew keeps its connector under its
/// new id; of one that is nowhere any more the connector is marked, and after a time forgotten.
/// </summary>
internal sealed class ConnectorPlaces(Database database, TimeProvider time)
{
    /// <summary>A machine may be registered again, say after its storage was moved.</summary>
    public static readonly TimeSpan KeptAfterGone = TimeSpan.FromDays(30);

    private static readonly TimeSpan AfterChange = TimeSpan.FromSeconds(2), AtLeast = TimeSpan.FromSeconds(30);

    private IReadOnlyList<InventorySnapshot> _seen = [];
    private DateTimeOffset _lookedAt;

    /// <summary>Compares with the inventories: soon after one has changed, and every now and then, as connectors come and go too.</summary>
    public async Task UpdateAsync(KnownInventories inventories, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<InventorySnapshot> snapshots = [.. inventories.All.Select(inventory => inventory.Snapshot)];
        if (now - _lookedAt < (snapshots.SequenceEqual(_seen) ? AtLeast : AfterChange))
        {
            return;
        }

        (_seen, _lookedAt) = (snapshots, now);
        var places = await database.ReadAsync(ConnectorPlaceTable.All, cancellationToken);
        var changes = places.Select(place => Compare(place, inventories, now)).OfType<Action<DbConnection>>().ToList();
        if (changes.Count > 0 || places.Any(place => place.GoneAt + KeptAfterGone < now))
        {
            await database.WriteAsync(
                connection =>
                {
                    changes.ForEach(change => change(connection));
                    return ConnectorPlaceTable.Forget(connection, now - KeptAfterGone);
                },
                cancellationToken);
        }
    }

    private static Action<DbConnection>? Compare(ConnectorPlace place, KnownInventories inventories, DateTimeOffset now)
    {
        var found = inventories.All.SelectMany(inventory => inventory.Snapshot.FindByInstanceUuid(place.InstanceUuid)).Take(2).ToList();
        return found switch
        {
            // Nobody can tell whose it is: firings and explanations say so.
            [_, _] => null,
            [var machine] when place.GoneAt is not null || machine.VCenter != place.VCenter || machine.Reference.Value != place.MoRef =>
                connection =>
                {
                    ConnectorPlaceTable.Move(connection, place.Id, machine.VCenter, machine.Reference.Value, machine.Name);
                    ConnectorStore.AddEvent(connection, place.Id, "machine-moved", $"Its virtual machine is {machine.Reference.Value} in {machine.VCenter} now; it was {place.MoRef} in {place.VCenter}.", now);
                },
            [var machine] when machine.Name != place.Name => connection => ConnectorPlaceTable.Move(connection, place.Id, machine.VCenter, machine.Reference.Value, machine.Name),
            [] when place.GoneAt is null && inventories.Away.Count == 0 && place.State != ConnectorState.Connected =>
                connection =>
                {
                    ConnectorPlaceTable.Miss(connection, place.Id, now);
                    ConnectorStore.AddEvent(connection, place.Id, "machine-gone", $"Its virtual machine {place.Name} is in no vCenter any more. Its identity is kept for {KeptAfterGone.TotalDays} days.", now);
                },
            _ => null,
        };
    }
}
