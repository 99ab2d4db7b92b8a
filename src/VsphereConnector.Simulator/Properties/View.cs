using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Properties;

/// <summary>A named set of objects that a client keeps in the server.</summary>
internal abstract class View(string type, string id) : ManagedObject(type, id)
{
    public abstract IEnumerable<ManagedObject> Members();
}

/// <summary>Everything of some types below a container, always up to date.</summary>
internal sealed class ContainerView(string id, ManagedEntity container, IReadOnlyList<string> types, bool recursive) : View("ContainerView", id)
{
    internal override PropertyTable Properties => Table;

    public static PropertyTable<ContainerView> Table { get; } = new PropertyTable<ContainerView>("ContainerView", "ManagedObjectView", "View")
        .Value("view", view => ValueArray.Of(view.Members().Select(member => member.Reference)))
        .Value("container", view => view.Container.Reference)
        .Value("type", view => ValueArray.Of(view.Types))
        .Value("recursive", view => view.Recursive);

    private ManagedEntity Container => container;

    private IReadOnlyList<string> Types => types;

    private bool Recursive => recursive;

    public override IEnumerable<ManagedObject> Members() =>
        Below(container).Concat(Running()).Distinct().Where(entity => types.Count == 0 || types.Any(entity.Properties.IsA));

    /// <summary>A view of a host, pool or cluster shows the virtual machines that run there, though the tree holds them in folders.</summary>
    private IEnumerable<VirtualMachine> Running() => container switch
    {
        HostSystem host => host.VirtualMachines.Snapshot(),
        ResourcePool pool => RunningIn(pool),
        ClusterComputeResource cluster when recursive => cluster.VirtualMachines,
        _ => [],
    };

    private IEnumerable<VirtualMachine> RunningIn(ResourcePool pool) =>
        recursive ? pool.VirtualMachines.Snapshot().Concat(pool.Pools.Snapshot().SelectMany(RunningIn)) : pool.VirtualMachines.Snapshot();

    private IEnumerable<ManagedEntity> Below(ManagedEntity entity)
    {
        foreach (var child in Children(entity))
        {
            yield return child;
            if (!recursive)
                continue;
            foreach (var descendant in Below(child))
                yield return descendant;
        }
    }

    private static ManagedEntity[] Children(ManagedEntity entity) => entity switch
    {
        Folder folder => folder.Children.Snapshot(),
        Datacenter datacenter => [datacenter.VmFolder, datacenter.HostFolder, datacenter.DatastoreFolder, datacenter.NetworkFolder],
        ClusterComputeResource cluster => [.. cluster.Hosts.Snapshot(), cluster.ResourcePool],
        VirtualApp app => [.. app.Pools.Snapshot(), .. app.VirtualMachines.Snapshot()],
        ResourcePool pool => pool.Pools.Snapshot(),
        _ => [],
    };
}

/// <summary>A list of objects that the client chose one by one.</summary>
internal sealed class ListView(string id, ObjectRegistry objects) : View("ListView", id)
{
    private readonly Lock _gate = new();
    private readonly List<ManagedObjectReference> _references = [];

    internal override PropertyTable Properties => Table;

    public static PropertyTable<ListView> Table { get; } = new PropertyTable<ListView>("ListView", "ManagedObjectView", "View")
        .Value("view", view => ValueArray.Of(view.Snapshot()));

    public override IEnumerable<ManagedObject> Members() =>
        Snapshot().Select(reference => objects.Find(reference.Id)).OfType<ManagedObject>();

    /// <summary>Adds and removes; answers what could not be resolved.</summary>
    public IReadOnlyList<ManagedObjectReference> Modify(IEnumerable<ManagedObjectReference> add, IEnumerable<ManagedObjectReference> remove)
    {
        List<ManagedObjectReference> unresolved = [];
        lock (_gate)
        {
            foreach (var reference in remove)
                _references.Remove(reference);
            foreach (var reference in add)
            {
                if (objects.Find(reference.Id) is null)
                    unresolved.Add(reference);
                else if (!_references.Contains(reference))
                    _references.Add(reference);
            }
        }

        return unresolved;
    }

    public void Clear()
    {
        lock (_gate)
            _references.Clear();
    }

    private ManagedObjectReference[] Snapshot()
    {
        lock (_gate)
            return [.. _references];
    }
}
