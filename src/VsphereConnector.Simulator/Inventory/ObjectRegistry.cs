using System.Collections.Concurrent;
using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>Every managed object by its id.</summary>
internal sealed class ObjectRegistry
{
    private readonly ConcurrentDictionary<string, ManagedObject> _objects = new(StringComparer.Ordinal);

    /// <summary>The types of the objects.</summary>
    public KnownTypes Types { get; } = new();

    public T Add<T>(T added)
        where T : ManagedObject
    {
        _objects[added.Reference.Id] = added;
        Types.Add(added.Properties);
        return added;
    }

    public void Remove(ManagedObject removed) => _objects.TryRemove(removed.Reference.Id, out _);

    public ManagedObject? Find(string id) => _objects.GetValueOrDefault(id);

    public ManagedObject Get(ManagedObjectReference reference) =>
        Find(reference.Id) ?? throw Fault.ManagedObjectNotFound(reference);

    public T Get<T>(SoapElement arguments, string argument)
        where T : ManagedObject
    {
        var reference = arguments.Required(argument).AsReference();
        return Get(reference) as T ?? throw Fault.InvalidArgument(argument, $"{reference} is not of the type that '{argument}' wants.");
    }

    public IEnumerable<T> All<T>() => _objects.Values.OfType<T>();
}
