using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Preflight;

/// <summary>What one vCenter says of some of its machines: three calls, however many they are.</summary>
internal sealed record VCenterFacts
{
    /// <summary>What an installation does to a guest through vCenter.</summary>
    public static readonly IReadOnlyList<string> Privileges =
        ["VirtualMachine.GuestOperations.Query", "VirtualMachine.GuestOperations.Modify", "VirtualMachine.GuestOperations.Execute"];

    /// <summary>Why it does not answer; null where it does.</summary>
    public string? Trouble { get; init; }

    /// <summary>How far its clock is ahead of ours.</summary>
    public TimeSpan Skew { get; init; }

    /// <summary>By managed object id; none for a machine that is gone.</summary>
    public IReadOnlyDictionary<string, GuestFacts> Guests { get; init; } = new Dictionary<string, GuestFacts>();

    /// <summary>The privileges that this server's account lacks, by managed object id; null where vCenter does not tell.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Missing { get; init; }

    public static async Task<VCenterFacts> ReadAsync(
        VCenter vCenter, IReadOnlyList<ManagedObjectReference> machines, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var client = await vCenter.ConnectAsync(cancellationToken);
            var now = await client.CurrentTimeAsync(cancellationToken);
            var skew = now - time.GetUtcNow();
            var guests = await GuestFacts.ReadAsync(client, machines, cancellationToken);
            return new VCenterFacts
            {
                Skew = skew,
                Guests = guests,
                Missing = await ReadPrivilegesAsync(vCenter, client, [.. machines.Where(machine => guests.ContainsKey(machine.Value))], cancellationToken),
            };
        }
        catch (VimException exception)
        {
            return new VCenterFacts { Trouble = exception.Message };
        }
    }

    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>?> ReadPrivilegesAsync(
        VCenter vCenter, VimClient client, IReadOnlyList<ManagedObjectReference> machines, CancellationToken cancellationToken)
    {
        if (vCenter.SessionKey is not { } session || machines.Count == 0)
        {
            return null;
        }

        try
        {
            var answer = await client.AuthorizationManager.HasPrivilegeOnEntitiesAsync(machines, session, Privileges, cancellationToken);
            return answer.ToDictionary(entry => entry.Entity.Value, entry => entry.Missing, StringComparer.Ordinal);
        }
        catch (VimException exception) when (exception is VimFaultException or NotSupportedByServerException)
        {
            return null;
        }
    }
}
