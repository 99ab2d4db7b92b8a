using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Properties;

namespace VsphereConnector.Server.Inventory;

/// <summary>
/// All virtual machines of one vCenter, read by one call and kept for a while: five hundred installations by name read them once.
/// </summary>
internal sealed class InventorySnapshot(VCenter vCenter, RepeatableReads reads, TimeProvider time) : IDisposable
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _gate = new(1);
    private IReadOnlyList<VirtualMachine> _machines = [];
    private DateTimeOffset? _readAt;
    private ContainerView? _view;

    /// <summary>
    /// The virtual machines, as they were at most <paramref name="age"/> before this call. Those who wait at the same time share one
    /// reading, even where nothing but the present will do.
    /// </summary>
    public async Task<IReadOnlyList<VirtualMachine>> ReadAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - age;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_readAt is null || _readAt < oldest)
            {
                var now = time.GetUtcNow();
                _machines = await reads.RunAsync(FetchAsync, cancellationToken);
                _readAt = now;
            }

            return _machines;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask<List<VirtualMachine>> FetchAsync(CancellationToken cancellationToken)
    {
        var client = await vCenter.ConnectAsync(cancellationToken);
        try
        {
            return await FetchOnceAsync(client, cancellationToken);
        }
        catch (VimFaultException exception) when (exception.Fault is ManagedObjectNotFound && _view is not null)
        {
            // The view ended with the session that it was made in.
            _view = null;
            return await FetchOnceAsync(client, cancellationToken);
        }
    }

    private async Task<List<VirtualMachine>> FetchOnceAsync(VimClient client, CancellationToken cancellationToken)
    {
        _view ??= await client.ViewManager.CreateContainerViewAsync(
            client.ServiceContent.RootFolder, ["VirtualMachine"], recursive: true, cancellationToken);
        var found = new List<VirtualMachine>(_machines.Count);
        await foreach (var content in _view.RetrieveAsync("VirtualMachine", VirtualMachine.Properties, cancellationToken: cancellationToken))
        {
            found.Add(VirtualMachine.From(vCenter.Name, content));
        }

        return found;
    }
}
