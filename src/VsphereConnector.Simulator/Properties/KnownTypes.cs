using System.Collections.Concurrent;
using VsphereConnector.Simulator.Events;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Tasks;

namespace VsphereConnector.Simulator.Properties;

/// <summary>The property tables by type name: a filter is checked against them before it meets any object.</summary>
internal sealed class KnownTypes
{
    private readonly ConcurrentDictionary<string, PropertyTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Knows the types whose objects may all be made later; the others are added with their first object.</summary>
    public KnownTypes()
    {
        Add(ManagedEntity.EntityProperties);
        Add(VirtualMachineProperties.Table);
        Add(ResourcePool.Table);
        Add(VirtualApp.Table);
        Add(Network.Table);
        foreach (var network in Network.OtherTypes)
            Add(network);
        Add(SimulatedTask.Table);
        Add(ContainerView.Table);
        Add(ListView.Table);
        Add(EventHistoryCollector.Table);
    }

    public void Add(PropertyTable table)
    {
        if (!_tables.TryAdd(table.Type, table))
            return;
        foreach (var baseType in table.BaseTypes)
            _tables.TryAdd(baseType, table);
    }

    public PropertyTable? Find(string type) => _tables.GetValueOrDefault(type);
}
