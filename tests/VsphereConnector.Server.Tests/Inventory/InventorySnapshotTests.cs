using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Tests.Inventory;

public sealed class InventorySnapshotTests
{
    [Fact]
    public void With_AnyChanges_GivesWhatAFreshReadingWouldGive() => Prop.ForAll(Changes(), batches =>
    {
        var followed = batches.Aggregate(InventorySnapshot.Empty("vc"), (inventory, batch) => inventory.With(batch.Select(Update)));

        var names = new Dictionary<int, string>();
        foreach (var (id, kind, name) in batches.SelectMany(batch => batch))
        {
            if (kind == ObjectUpdateKind.Leave)
            {
                names.Remove(id);
            }
            else if (kind == ObjectUpdateKind.Enter || names.ContainsKey(id))
            {
                names[id] = name;
            }
        }

        var fresh = names.Select(entry => Machine(entry.Key, entry.Value)).Order(InventorySnapshot.ByName).ToList();
        Assert.Equal(fresh, followed.VirtualMachines);
        Assert.All(fresh, machine => Assert.Equal(machine, followed.Find(machine.Reference.Value)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void FindAnswering_AnyName_FindsWhomeverItNames() => Prop.ForAll(Changes(), Names(), (batches, name) =>
    {
        var inventory = batches.Aggregate(InventorySnapshot.Empty("vc"), (known, batch) => known.With(batch.Select(Update)));

        var found = inventory.FindAnswering(name).Order(InventorySnapshot.ByName);

        Assert.Equal(inventory.VirtualMachines.Where(machine => Answers(machine, name)), found);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Below_ContainersInACircle_Ends()
    {
        var inventory = InventorySnapshot.Empty("vc").With([Folder("a", "b"), Folder("b", "a"), Update((1, ObjectUpdateKind.Enter, "web"))]);

        Assert.Empty(inventory.Below(new ManagedObjectReference("Folder", "a")));
        Assert.NotEmpty(inventory.Tree.Ancestry("a"));
    }

    private static bool Answers(VirtualMachine machine, string name) =>
        string.Equals(machine.Name, name, StringComparison.OrdinalIgnoreCase)
        || machine.Reference.Value == name
        || string.Equals(machine.InstanceUuid, name, StringComparison.OrdinalIgnoreCase);

    private static Arbitrary<(int Id, ObjectUpdateKind Kind, string Name)[][]> Changes()
    {
        var change =
            from id in Gen.Choose(1, 6)
            from kind in Gen.Elements(ObjectUpdateKind.Enter, ObjectUpdateKind.Modify, ObjectUpdateKind.Leave)
            from name in Names().Generator
            select (id, kind, name);
        return change.ArrayOf().ArrayOf().ToArbitrary();
    }

    // Few, so that names meet: in other letters, and as another machine's id.
    private static Arbitrary<string> Names() => Gen.Elements("web", "WEB", "db", "vm-1", "uuid-2", "UUID-3", "").ToArbitrary();

    private static VirtualMachine Machine(int id, string name) => new()
    {
        VCenter = "vc",
        Reference = Reference(id),
        Name = name,
        InstanceUuid = Uuid(id),
    };

    private static ObjectUpdate Update((int Id, ObjectUpdateKind Kind, string Name) change) => new()
    {
        Kind = change.Kind,
        Obj = Reference(change.Id),
        ChangeSet = change.Kind == ObjectUpdateKind.Leave ? [] :
        [
            new PropertyChange("name", "assign", VimValue.Of(change.Name)),
            new PropertyChange("config.instanceUuid", "assign", VimValue.Of(Uuid(change.Id))),
        ],
        MissingSet = [],
    };

    private static ObjectUpdate Folder(string id, string parent) => new()
    {
        Kind = ObjectUpdateKind.Enter,
        Obj = new ManagedObjectReference("Folder", id),
        ChangeSet = [new PropertyChange("parent", "assign", VimValue.Of(new ManagedObjectReference("Folder", parent)))],
        MissingSet = [],
    };

    private static ManagedObjectReference Reference(int id) => new("VirtualMachine", string.Create(CultureInfo.InvariantCulture, $"vm-{id}"));

    private static string Uuid(int id) => string.Create(CultureInfo.InvariantCulture, $"uuid-{id}");
}
