namespace VsphereConnector.Simulator.Inventory;

/// <summary>A list that many threads read and few change: the copy that readers get is made once after a change.</summary>
internal sealed class CopyOnReadList<T>
{
    private readonly List<T> _items = [];
    private T[]? _snapshot = [];

    public void Add(T item)
    {
        lock (_items)
        {
            _items.Add(item);
            _snapshot = null;
        }
    }

    public void Remove(T item)
    {
        lock (_items)
        {
            _items.Remove(item);
            _snapshot = null;
        }
    }

    public T[] Snapshot()
    {
        lock (_items)
            return _snapshot ??= [.. _items];
    }
}
