using System.Globalization;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>The tree of entities: root folder, datacenter, clusters with hosts and resource pools, folders, virtual machines.</summary>
internal sealed class InventoryTree
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly HostCertificate _certificate;
    private readonly Func<VirtualMachine, SimulatedFileSystem?, SimulatedGuest> _makeGuest;
    private readonly Dictionary<string, VirtualMachine> _byName = new(StringComparer.Ordinal);
    private int _lastHost;
    private int _lastId = 100;

    public InventoryTree(ObjectRegistry objects, ChangeFeed changes, HostCertificate certificate, SimulatorOptions options, Random random, Func<VirtualMachine, SimulatedFileSystem?, SimulatedGuest> makeGuest)
    {
        (Objects, Changes, _certificate, _random, _makeGuest) = (objects, changes, certificate, random, makeGuest);
        RootFolder = objects.Add(new Folder("group-d1", "Datacenters", null, "Folder", "Datacenter"));
        Datacenter = objects.Add(new Datacenter("datacenter-2", options.Datacenter, RootFolder));
        foreach (var folder in new[] { Datacenter.VmFolder, Datacenter.HostFolder, Datacenter.DatastoreFolder, Datacenter.NetworkFolder })
            objects.Add(folder);
        RootFolder.Children.Add(Datacenter);
        Cluster = Add(new ClusterComputeResource("domain-c7", options.Cluster, Datacenter.HostFolder, "resgroup-8"), options.Hosts);
    }

    public ObjectRegistry Objects { get; }

    public ChangeFeed Changes { get; }

    public Folder RootFolder { get; }

    public Datacenter Datacenter { get; }

    /// <summary>The first cluster: virtual machines run there that are not told where.</summary>
    public ClusterComputeResource Cluster { get; }

    public VirtualMachine[] VirtualMachines
    {
        get
        {
            lock (_gate)
                return [.. _byName.Values];
        }
    }

    public VirtualMachine? FindVirtualMachine(string name)
    {
        lock (_gate)
            return _byName.GetValueOrDefault(name);
    }

    public Folder AddFolder(string name, Folder? parent)
    {
        parent ??= Datacenter.VmFolder;
        var folder = Objects.Add(new Folder(NewId("group-v"), name, parent, parent.ChildTypes));
        parent.Children.Add(folder);
        return folder;
    }

    public Network AddNetwork(string name)
    {
        var network = Objects.Add(new Network(NewId("network-"), name, Datacenter.NetworkFolder));
        Datacenter.NetworkFolder.Children.Add(network);
        Changes.PublishStructure();
        return network;
    }

    public ClusterComputeResource AddCluster(string name, int hosts) =>
        Add(new ClusterComputeResource(NewId("domain-c"), name, Datacenter.HostFolder, NewId("resgroup-")), hosts);

    public ResourcePool AddResourcePool(string name, ResourcePool parent)
    {
        var pool = Objects.Add(new ResourcePool(NewId("resgroup-"), name, parent));
        parent.Pools.Add(pool);
        return pool;
    }

    public VirtualApp AddVirtualApp(string name, ResourcePool parent, Folder? folder)
    {
        var app = Objects.Add(new VirtualApp(NewId("resgroup-v"), name, parent, folder ?? Datacenter.VmFolder));
        parent.Pools.Add(app);
        app.ParentFolder.Children.Add(app);
        return app;
    }

    /// <summary>Adds a virtual machine, powered off; the hosts of its cluster take turns.</summary>
    public VirtualMachine Add(VirtualMachineOptions options, SimulatedFileSystem? files = null)
    {
        VirtualMachine vm;
        lock (_gate)
        {
            if (_byName.TryGetValue(options.Name, out var existing))
                throw Faults.Fault.DuplicateName(options.Name, existing.Reference);
            var number = ++_lastId;
            var pool = options.ResourcePool ?? Cluster.ResourcePool;
            var hosts = pool.Owner.Hosts.Snapshot();
            options = options with { Uuid = options.Uuid ?? NewUuid(), InstanceUuid = options.InstanceUuid ?? NewUuid(), Folder = options.Folder ?? Datacenter.VmFolder };
            var id = string.Create(CultureInfo.InvariantCulture, $"vm-{number}");
            vm = new VirtualMachine(id, options, pool, hosts[number % hosts.Length], made => _makeGuest(made, files), number);
            _byName.Add(vm.Name, vm);
        }

        Objects.Add(vm);
        (vm.Parent as Folder)?.Children.Add(vm);
        vm.Host.VirtualMachines.Add(vm);
        vm.ResourcePool.VirtualMachines.Add(vm);
        if (files is not null)
            _ = vm.Guest;
        return vm;
    }

    public void Remove(VirtualMachine vm)
    {
        lock (_gate)
            _byName.Remove(vm.Name);
        Objects.Remove(vm);
        (vm.Parent as Folder)?.Children.Remove(vm);
        vm.Host.VirtualMachines.Remove(vm);
        vm.ResourcePool.VirtualMachines.Remove(vm);
        Changes.PublishStructure();
    }

    public void Rename(VirtualMachine vm, string name)
    {
        lock (_gate)
        {
            if (_byName.TryGetValue(name, out var existing))
                throw Faults.Fault.DuplicateName(name, existing.Reference);
            _byName.Remove(vm.Name);
            _byName.Add(name, vm);
            vm.Name = name;
        }

        Changes.Publish(vm, "name", "config.name", "summary.config.name");
    }

    private ClusterComputeResource Add(ClusterComputeResource cluster, int hosts)
    {
        Objects.Add(cluster);
        Objects.Add(cluster.ResourcePool);
        Datacenter.HostFolder.Children.Add(cluster);
        for (var i = 0; i < hosts; i++)
        {
            var number = ++_lastHost;
            cluster.Hosts.Add(Objects.Add(new HostSystem($"host-{number + 8}", $"esx{number:00}.example.internal", cluster, _certificate)));
        }

        return cluster;
    }

    private string NewId(string prefix)
    {
        lock (_gate)
            return string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_lastId}");
    }

    private string NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
