using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Inventory;

/// <summary>Finds virtual machines in all vCenters, however they are named.</summary>
internal sealed class VirtualMachineCatalog(VCenters vCenters, RepeatableReads reads, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, InventorySnapshot> _snapshots = vCenters.All.ToDictionary(
        vCenter => vCenter.Name, vCenter => new InventorySnapshot(vCenter, reads, time), StringComparer.OrdinalIgnoreCase);

    /// <summary>The one virtual machine that is meant.</summary>
    /// <exception cref="OperationException">There is none, or more than one.</exception>
    public async Task<VirtualMachine> FindAsync(OperationTarget target, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(target, InventorySnapshot.Fresh, cancellationToken);
        if (found.Count == 0)
        {
            found = await SearchAsync(target, TimeSpan.Zero, cancellationToken);
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw new OperationException(Unknown(target)),
            _ => throw new OperationException(Ambiguous(target, found)),
        };
    }

    /// <summary>The virtual machines of one vCenter, or of all.</summary>
    /// <exception cref="OperationException">There is no vCenter of this name.</exception>
    public async Task<IReadOnlyList<VirtualMachine>> ListAsync(string? vCenter, TimeSpan age, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(Snapshots(vCenter).Select(snapshot => snapshot.ReadAsync(age, cancellationToken)));
        return [.. lists.SelectMany(list => list)];
    }

    public void Dispose()
    {
        foreach (var snapshot in _snapshots.Values)
        {
            snapshot.Dispose();
        }
    }

    // One vCenter that is down does not hide the machines of the others; where it may hide the one that is meant, that is the answer.
    private async Task<List<VirtualMachine>> SearchAsync(OperationTarget target, TimeSpan age, CancellationToken cancellationToken)
    {
        var found = new List<VirtualMachine>();
        VimException? unreachable = null;
        foreach (var snapshot in Snapshots(target.VCenter))
        {
            try
            {
                var machines = await snapshot.ReadAsync(age, cancellationToken);
                found.AddRange(machines.Where(machine => Matches(machine, target)));
            }
            catch (VimException exception)
            {
                unreachable = exception;
            }
        }

        return found.Count > 0 || unreachable is null ? found : throw unreachable;
    }

    // The most exact thing that the target names decides; names change while an operation waits.
    private static bool Matches(VirtualMachine machine, OperationTarget target) => target switch
    {
        { InstanceUuid: { } uuid } => string.Equals(machine.InstanceUuid, uuid, StringComparison.OrdinalIgnoreCase),
        { MoRef: { } reference } => machine.Reference.Value == reference,
        { Name: { } name } => machine.Answers(name),
        _ => false,
    };

    private IEnumerable<InventorySnapshot> Snapshots(string? vCenter)
    {
        if (vCenter is null)
        {
            return _snapshots.Values;
        }

        return _snapshots.TryGetValue(vCenter, out var snapshot) ? [snapshot] : throw new OperationException(UnknownVCenter(vCenter));
    }

    private OperationError UnknownVCenter(string vCenter) => new(
        "vcenter-unknown", $"There is no vCenter named '{vCenter}'.", $"Configured are: {string.Join(", ", _snapshots.Keys)}.");

    private static OperationError Unknown(OperationTarget target) => new(
        "virtual-machine-unknown", $"There is no virtual machine '{target}'.",
        "Give its name, its managed object id (vm-58) or its instance UUID; see GET /api/v1/virtual-machines.");

    private static OperationError Ambiguous(OperationTarget target, IEnumerable<VirtualMachine> found) => new(
        "virtual-machine-ambiguous",
        $"More than one virtual machine is '{target}': {string.Join(", ", found.Select(machine => $"{machine.Reference.Value} in {machine.VCenter}"))}.",
        "Give the managed object id, or name the vCenter.");
}
