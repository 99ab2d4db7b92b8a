using System.Collections.Concurrent;

namespace VsphereConnector.Server.Deployment;

/// <summary>How much is done at once: one deployment per VM, a few per ESXi host, some per vCenter.</summary>
internal sealed class DeploymentBudget(int perHost, int perVCenter) : IDisposable
{
    private readonly ConcurrentDictionary<(string Scope, string Name), SemaphoreSlim> _places = new();

    /// <summary>
    /// Waits for a place of the VM, then of its host, then of its vCenter: in this order nobody holds a wide place while waiting for a
    /// narrow one.
    /// </summary>
    public async Task<IDisposable> EnterAsync(string vCenter, string host, string virtualMachine, CancellationToken cancellationToken)
    {
        var held = new Held();
        try
        {
            await held.EnterAsync(Places("vm", vCenter + "/" + virtualMachine, 1), cancellationToken);
            await held.EnterAsync(Places("host", vCenter + "/" + host, perHost), cancellationToken);
            await held.EnterAsync(Places("vCenter", vCenter, perVCenter), cancellationToken);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var place in _places.Values)
        {
            place.Dispose();
        }
    }

    private SemaphoreSlim Places(string scope, string name, int count)
        => _places.GetOrAdd((scope, name), static (_, count) => new SemaphoreSlim(count), count);

    private sealed class Held : IDisposable
    {
        private readonly Stack<SemaphoreSlim> _entered = new(capacity: 3);

        public async Task EnterAsync(SemaphoreSlim place, CancellationToken cancellationToken)
        {
            await place.WaitAsync(cancellationToken);
            _entered.Push(place);
        }

        public void Dispose()
        {
            while (_entered.TryPop(out var place))
            {
                place.Release();
            }
        }
    }
}
