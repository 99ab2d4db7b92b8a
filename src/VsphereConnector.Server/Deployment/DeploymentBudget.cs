using System.Collections.Concurrent;

namespace VsphereConnector.Server.Deployment;

/// <summary>How much is done at once by guest operations: one thing per VM, a few per ESXi host, some per vCenter.</summary>
internal sealed class DeploymentBudget(int perHost, int perVCenter)
{
    private readonly ConcurrentDictionary<(string Scope, string Name), Places> _places = new();

    /// <summary>
    /// Waits for a place of the VM, then of its host, then of its vCenter: in this order nobody holds a wide place while waiting for a
    /// narrow one.
    /// </summary>
    public async Task<DeploymentPlace> EnterAsync(string vCenter, string host, string virtualMachine, CancellationToken cancellationToken)
    {
        var place = new DeploymentPlace(
            PlacesOf("vm", vCenter + "/" + virtualMachine, 1), PlacesOf("host", vCenter + "/" + host, perHost), PlacesOf("vCenter", vCenter, perVCenter));
        await place.EnterAsync(cancellationToken);
        return place;
    }

    private Places PlacesOf(string scope, string name, int count)
        => _places.GetOrAdd((scope, name), static (_, count) => new Places(count), count);
}

/// <summary>What a deployment holds of the budget.</summary>
internal sealed class DeploymentPlace(Places machine, Places host, Places vCenter) : IDisposable
{
    private readonly Stack<Places> _held = new(capacity: 3);

    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(machine, returns: false, cancellationToken);
            await TakeAsync(host, returns: false, cancellationToken);
            await TakeAsync(vCenter, returns: false, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>While the guest works by itself, others may work on its host. The machine stays this deployment's own.</summary>
    public void StepAside()
    {
        while (_held.Count > 1)
        {
            _held.Pop().Leave();
        }
    }

    /// <summary>Comes back after <see cref="StepAside"/>, before all who have not begun.</summary>
    public async Task ReturnAsync(CancellationToken cancellationToken)
    {
        await TakeAsync(host, returns: true, cancellationToken);
        await TakeAsync(vCenter, returns: true, cancellationToken);
    }

    public void Dispose()
    {
        while (_held.TryPop(out var place))
        {
            place.Leave();
        }
    }

    private async Task TakeAsync(Places places, bool returns, CancellationToken cancellationToken)
    {
        await places.EnterAsync(returns, cancellationToken);
        _held.Push(places);
    }
}
