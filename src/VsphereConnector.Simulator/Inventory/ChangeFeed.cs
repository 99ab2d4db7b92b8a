using System.Collections.Immutable;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>Who wants to hear of changes.</summary>
internal interface IChangeListener
{
    /// <summary>The property at this path of this object has changed.</summary>
    void PropertyChanged(ManagedObject changed, string path);

    /// <summary>Objects have come, gone or moved: what a traversal finds may be different now.</summary>
    void StructureChanged();
}

/// <summary>Tells the property collectors what has changed.</summary>
internal sealed class ChangeFeed
{
    private ImmutableArray<IChangeListener> _listeners = [];

    public void Subscribe(IChangeListener listener) => ImmutableInterlocked.Update(ref _listeners, list => list.Add(listener));

    public void Unsubscribe(IChangeListener listener) => ImmutableInterlocked.Update(ref _listeners, list => list.Remove(listener));

    public void Publish(ManagedObject changed, params ReadOnlySpan<string> paths)
    {
        foreach (var listener in _listeners)
        {
            foreach (var path in paths)
                listener.PropertyChanged(changed, path);
        }
    }

    public void PublishStructure()
    {
        foreach (var listener in _listeners)
            listener.StructureChanged();
    }
}
