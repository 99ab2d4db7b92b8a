using System.Globalization;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Guests.Files;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>The tree of entities: root folder, datacenter, cluster with hosts and resource pool, virtual machines.</summary>
internal sealed class InventoryTree
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly Func<VirtualMachine, SimulatedFileSystem?, SimulatedGuest> _makeGuest;
    private readonly Dictionary<string, VirtualMachine> _byName = new(StringComparer.Ordinal);
    private int _lastId = 100;

    public InventoryTree(ObjectRegistry objects, ChangeFeed changes, HostCertificate certificate, int hosts, Random random, Func<VirtualMachine, SimulatedFileSystem?, SimulatedGuest> makeGuest)
    {
        (Objects, Changes, _random, _makeGuest) = (objects, changes, random, makeGuest);
        RootFolder = objects.Add(new Folder("group-d1", "Datacenters", null, "Folder", "Datacenter"));
        Datacenter = objects.Add(new Datacenter("datacenter-2", "Datacenter", RootFolder));
        Cluster = objects.Add(new ClusterComputeResource("domain-c7", "Cluster", Datacenter.HostFolder, "resgroup-8"));
        foreach (var folder in new[] { Datacenter.VmFolder, Datacenter.HostFolder, Datacenter.DatastoreFolder, Datacenter.NetworkFolder })
            objects.Add(folder);
        objects.Add(Cluster.ResourcePool);
        RootFolder.Children.Add(Datacenter);
        Datacenter.HostFolder.Children.Add(Cluster);
        for (var i = 1; i <= hosts; i++)
            Cluster.Hosts.Add(objects.Add(new HostSystem($"host-{i + 8}", $"esx{i:00}.example.internal", Cluster, certificate)));
    }

    public ObjectRegistry Objects { get; }

    public ChangeFeed Changes { get; }

    public Folder RootFolder { get; }

    public Datacenter Datacenter { get; }

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

    /// <summary>Adds a virtual machine, powered off; hosts take turns.</summary>
    public VirtualMachine Add(VirtualMachineOptions options, Folder? folder = null, SimulatedFileSystem? files = null)
    {
        VirtualMachine vm;
        lock (_gate)
        {
            if (_byName.TryGetValue(options.Name, out var existing))
                throw Faults.Fault.DuplicateName(options.Name, existing.Reference);
            var number = ++_lastId;
            var hosts = Cluster.Hosts.Snapshot();
            options = options with { Uuid = options.Uuid ?? NewUuid(), InstanceUuid = options.InstanceUuid ?? NewUuid() };
            var id = string.Create(CultureInfo.InvariantCulture, $"vm-{number}");
            vm = new VirtualMachine(id, options, hosts[number % hosts.Length], made => _makeGuest(made, files), number, folder ?? Datacenter.VmFolder);
            _byName.Add(vm.Name, vm);
        }

        Objects.Add(vm);
        ((Folder)vm.Parent!).Children.Add(vm);
        vm.Host.VirtualMachines.Add(vm);
        Cluster.ResourcePool.VirtualMachines.Add(vm);
        if (files is not null)
            _ = vm.Guest;
        return vm;
    }

    public void Remove(VirtualMachine vm)
    {
        lock (_gate)
            _byName.Remove(vm.Name);
        Objects.Remove(vm);
        ((Folder)vm.Parent!).Children.Remove(vm);
        vm.Host.VirtualMachines.Remove(vm);
        Cluster.ResourcePool.VirtualMachines.Remove(vm);
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

    private string NewUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
