using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Inventory;

/// <summary>Finds virtual machines in all vCenters, however they are named.</summary>
internal sealed class VirtualMachineCatalog(VCenters vCenters, RepeatableReads reads, TimeProvider time, ILogger<InventoryWatch> logger) : IAsyncDisposable
{
    private readonly Dictionary<string, VCenterInventory> _inventories = vCenters.All.ToDictionary(
        vCenter => vCenter.Name, vCenter => new VCenterInventory(vCenter, reads, time, logger), StringComparer.OrdinalIgnoreCase);

    /// <summary>The one virtual machine that is meant.</summary>
    /// <exception cref="OperationException">There is none, or more than one.</exception>
    public async Task<VirtualMachine> FindAsync(OperationTarget target, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(target, VCenterInventory.Fresh, cancellationToken);
        if (found.Count == 0)
        {
            found = await SearchAsync(target, TimeSpan.Zero, cancellationToken);
        }

        return Single(target, found);
    }

    /// <summary>The inventory of one vCenter as it was a moment ago.</summary>
    /// <exception cref="OperationException">There is no vCenter of this name.</exception>
    /// <exception cref="VimException">It does not answer.</exception>
    public Task<InventorySnapshot> ReadAsync(string vCenter, CancellationToken cancellationToken) =>
        Inventories(vCenter).Single().ReadAsync(VCenterInventory.Fresh, cancellationToken);

    /// <summary>The one virtual machine of these inventories that is meant.</summary>
    /// <exception cref="OperationException">There is none, or more than one, or it may be in a vCenter that does not answer.</exception>
    public VirtualMachine Find(InventoryList inventory, OperationTarget target)
    {
        var named = target.VCenter is null ? null : Inventories(target.VCenter).Single().Name;
        var found = inventory.Snapshots.Where(snapshot => named is null || snapshot.VCenter == named)
            .SelectMany(snapshot => Matching(snapshot, target)).ToList();
        var away = inventory.Unreachable.FirstOrDefault(vCenter => named is null || vCenter.Name == named);
        return found.Count == 0 && away is not null ? throw new OperationException(Away(target, away)) : Single(target, found);
    }

    /// <summary>
    /// What each target means in one vCenter, in their order. However many are looked for, and however many are not there, the inventory
    /// is read once or twice.
    /// </summary>
    /// <exception cref="OperationException">There is no vCenter of this name.</exception>
    /// <exception cref="VimException">It does not answer.</exception>
    public async Task<IReadOnlyList<ResolvedTarget>> ResolveAsync(
        string vCenter, IReadOnlyList<OperationTarget> targets, CancellationToken cancellationToken)
    {
        var inventory = Inventories(vCenter).Single();
        var resolved = Resolve(targets, await inventory.ReadAsync(VCenterInventory.Fresh, cancellationToken));
        return resolved.Exists(target => target.Machine is null)
            ? Resolve(targets, await inventory.ReadAsync(TimeSpan.Zero, cancellationToken))
            : resolved;
    }

    /// <summary>
    /// The inventories of one vCenter, or of all, followed from now on. One that does not answer is told beside the others; what was last
    /// known of it is still shown.
    /// </summary>
    /// <exception cref="OperationException">There is no vCenter of this name.</exception>
    /// <exception cref="VimException">None of them answers, and none ever did.</exception>
    public async Task<InventoryList> ListAsync(string? vCenter, CancellationToken cancellationToken)
    {
        var list = await ListKnownAsync(vCenter, cancellationToken);
        return list.Snapshots.Count > 0 || list.Unreachable.Count == 0 ? list : throw list.Unreachable[0].Exception;
    }

    /// <summary>As <see cref="ListAsync"/>, and an empty list where none of them ever answered.</summary>
    /// <exception cref="OperationException">There is no vCenter of this name.</exception>
    public async Task<InventoryList> ListKnownAsync(string? vCenter, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(Inventories(vCenter).Select(inventory => FollowAsync(inventory, cancellationToken)));
        return new InventoryList(
            [.. lists.Select(list => list.Snapshot).OfType<InventorySnapshot>()],
            [.. lists.Select(list => list.Unreachable).OfType<UnreachableVCenter>()]);
    }

    /// <inheritdoc cref="Twins.Of"/>
    /// <remarks>By what is known of the inventories now, which may be old.</remarks>
    public string? FindKnownTwin(VirtualMachine machine) => Twins.Of(machine, _inventories.Values.Select(inventory => inventory.LastKnown).OfType<InventorySnapshot>());

    /// <inheritdoc cref="Twins.Of"/>
    /// <remarks>What seems to be one is looked for anew: machines move from one vCenter to another and keep their instance UUID.</remarks>
    public async Task<string?> FindTwinAsync(VirtualMachine machine, CancellationToken cancellationToken)
    {
        if (FindKnownTwin(machine) is null)
        {
            return null;
        }

        var now = new List<InventorySnapshot>();
        foreach (var inventory in _inventories.Values)
        {
            try
            {
                now.Add(await inventory.ReadAsync(TimeSpan.Zero, cancellationToken));
            }
            catch (VimException)
            {
                // One that does not answer proves nothing.
            }
        }

        return Twins.Of(machine, now);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var inventory in _inventories.Values)
        {
            await inventory.DisposeAsync();
        }
    }

    private static async Task<(InventorySnapshot? Snapshot, UnreachableVCenter? Unreachable)> FollowAsync(
        VCenterInventory inventory, CancellationToken cancellationToken)
    {
        try
        {
            return (await inventory.FollowAsync(cancellationToken), null);
        }
        catch (VimException exception)
        {
            return (inventory.LastKnown, new UnreachableVCenter(inventory.Name, exception));
        }
    }

    // One vCenter that is down does not hide the machines of the others; where it may hide the one that is meant, that is the answer.
    private async Task<List<VirtualMachine>> SearchAsync(OperationTarget target, TimeSpan age, CancellationToken cancellationToken)
    {
        var found = new List<VirtualMachine>();
        VimException? unreachable = null;
        foreach (var inventory in Inventories(target.VCenter))
        {
            try
            {
                found.AddRange(Matching(await inventory.ReadAsync(age, cancellationToken), target));
            }
            catch (VimException exception)
            {
                unreachable = exception;
            }
        }

        return found.Count > 0 || unreachable is null ? found : throw unreachable;
    }

    private static List<ResolvedTarget> Resolve(IReadOnlyList<OperationTarget> targets, InventorySnapshot inventory) =>
    [
        .. from target in targets
           let found = Matching(inventory, target).ToList()
           select found switch
           {
               [var machine] => new ResolvedTarget(machine, null),
               [] => new ResolvedTarget(null, Unknown(target)),
               _ => new ResolvedTarget(null, Ambiguous(target, found)),
           },
    ];

    // The most exact thing that the target names decides; names change while an operation waits.
    private static IEnumerable<VirtualMachine> Matching(InventorySnapshot inventory, OperationTarget target) => target switch
    {
        { InstanceUuid: { } uuid } => inventory.FindByInstanceUuid(uuid),
        { MoRef: { } reference } => inventory.Find(reference) is { } machine ? [machine] : [],
        { Name: { } name } => inventory.FindAnswering(name),
        _ => [],
    };

    private static VirtualMachine Single(OperationTarget target, List<VirtualMachine> found) => found.Count switch
    {
        1 => found[0],
        0 => throw new OperationException(Unknown(target)),
        _ => throw new OperationException(Ambiguous(target, found)),
    };

    private IEnumerable<VCenterInventory> Inventories(string? vCenter)
    {
        if (vCenter is null)
        {
            return _inventories.Values;
        }

        return _inventories.TryGetValue(vCenter, out var inventory) ? [inventory] : throw new OperationException(UnknownVCenter(vCenter));
    }

    private OperationError UnknownVCenter(string vCenter) => new(
        "vcenter-unknown", $"There is no vCenter named '{vCenter}'.", $"Configured are: {string.Join(", ", _inventories.Keys)}.");

    private static OperationError Unknown(OperationTarget target) => new(
        "virtual-machine-unknown", $"There is no virtual machine '{target}'.",
        "Give its name, its managed object id (vm-58) or its instance UUID; see GET /api/v1/virtual-machines.");

    private static OperationError Away(OperationTarget target, UnreachableVCenter vCenter) => new(
        "vcenter-unreachable", $"'{target}' was not found, and {vCenter.Name} does not answer: {vCenter.Exception.Message}",
        "See that vCenter runs, and its entry under VCenters in the server's configuration.");

    private static OperationError Ambiguous(OperationTarget target, IEnumerable<VirtualMachine> found) => new(
        "virtual-machine-ambiguous",
        $"More than one virtual machine is '{target}': {string.Join(", ", found.Select(machine => $"{machine.Reference.Value} in {machine.VCenter}"))}.",
        "Give its instance UUID, which GET /api/v1/virtual-machines shows, or name the vCenter.");
}

/// <summary>The inventories that are known, and the vCenters that do not answer now.</summary>
internal sealed record InventoryList(IReadOnlyList<InventorySnapshot> Snapshots, IReadOnlyList<UnreachableVCenter> Unreachable);

/// <summary>A vCenter that does not answer, and why.</summary>
internal sealed record UnreachableVCenter(string Name, VimException Exception);

/// <summary>The one virtual machine that a target means, or why there is none.</summary>
internal sealed record ResolvedTarget(VirtualMachine? Machine, OperationError? Error);
