using System.Collections.Concurrent;

namespace VsphereConnector.Connector.Local;

/// <summary>Operations that the server follows over a local channel: it fetches what they leave, and places what they need, by itself.</summary>
internal sealed class LocalOperations
{
    private readonly ConcurrentDictionary<Guid, bool> _followed = [];

    public void Add(Guid operationId) => _followed[operationId] = true;

    public void Remove(Guid operationId) => _followed.TryRemove(operationId, out _);

    public bool Contains(Guid operationId) => _followed.ContainsKey(operationId);
}
