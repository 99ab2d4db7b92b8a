using System.Runtime.ExceptionServices;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Properties;

namespace VsphereConnector.Server.Inventory;

/// <summary>
/// What one vCenter holds: followed for those who look at it again and again; for those who need it once, read by one call and kept for a
/// while, so that five hundred installations by name read it once.
/// </summary>
internal sealed class VCenterInventory(VCenter vCenter, RepeatableReads reads, TimeProvider time, ILogger<InventoryWatch> logger) : IAsyncDisposable
{
    /// <summary>How old an answer may be that is not followed.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(15);

    private readonly InventoryWatch _watch = new(vCenter, time, logger);
    private readonly SemaphoreSlim _gate = new(1);
    private InventorySnapshot? _read;
    private DateTimeOffset? _readAt;
    private ContainerView? _view;

    public string Name => vCenter.Name;

    /// <summary>The newest that is known, however old; null where there never was an answer.</summary>
    public InventorySnapshot? LastKnown { get; private set; }

    /// <summary>The inventory, followed from now on; where vCenter does not let it be followed, read anew every now and then.</summary>
    /// <exception cref="VimException">It does not answer; while that is so, this is told at once.</exception>
    public async Task<InventorySnapshot> FollowAsync(CancellationToken cancellationToken)
    {
        if (await _watch.FollowAsync(cancellationToken) is { } current)
        {
            return LastKnown = current;
        }

        if (_watch.Failure is { } failure && IsOutOfReach(failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return await ReadAsync(Fresh, cancellationToken);
    }

    /// <summary>
    /// The inventory as it was at most <paramref name="age"/> before this call, or as it is where it is followed anyway. Those who wait at
    /// the same time share one reading, even where nothing but a reading of the present will do.
    /// </summary>
    /// <exception cref="VimException">It does not answer.</exception>
    public async Task<InventorySnapshot> ReadAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (age > TimeSpan.Zero && _watch.Current is { } current)
        {
            return current;
        }

        var oldest = time.GetUtcNow() - age;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_read is null || _readAt < oldest)
            {
                var now = time.GetUtcNow();
                LastKnown = _read = await reads.RunAsync(FetchAsync, cancellationToken);
                _readAt = now;
            }

            return _read;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _gate.Dispose();
    }

    // Anything else may be about following alone: the session was renewed, or the server does not know how.
    private static bool IsOutOfReach(Exception failure) => failure is VimConnectionException or VimTimeoutException
        or VimFaultException { Fault: InvalidLogin };

    private async ValueTask<InventorySnapshot> FetchAsync(CancellationToken cancellationToken)
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

    private async Task<InventorySnapshot> FetchOnceAsync(VimClient client, CancellationToken cancellationToken)
    {
        _view ??= await InventoryFilter.CreateViewAsync(client, cancellationToken);
        var found = new List<ObjectUpdate>();
        await foreach (var content in client.PropertyCollector.RetrievePropertiesExAsync([InventoryFilter.Of(client, _view)], null, cancellationToken))
        {
            found.Add(new ObjectUpdate
            {
                Kind = ObjectUpdateKind.Enter,
                Obj = content.Obj,
                ChangeSet = [.. content.PropSet.Select(property => new PropertyChange(property.Name, "assign", property.Value))],
                MissingSet = content.MissingSet,
            });
        }

        return InventorySnapshot.Empty(vCenter.Name).With(found);
    }
}
