using VsphereConnector.Server.Deployment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;

namespace VsphereConnector.Server.Preflight;

/// <summary>One machine of a question, with all that is known of it.</summary>
internal sealed record PreflightCase
{
    public required PreflightQuestion Question { get; init; }

    public required VirtualMachine Machine { get; init; }

    public required VCenterFacts VCenter { get; init; }

    /// <summary>What vCenter says of the guest; null where it is gone.</summary>
    public required GuestFacts? Guest { get; init; }

    public FleetRow? Row { get; init; }

    /// <summary>Whether another operation waits or runs in the guest.</summary>
    public bool Busy { get; init; }

    /// <summary>What the ESXi host said to a connection; null where it was not tried.</summary>
    public HostAnswer? Host { get; init; }

    /// <summary>The privileges that the user lacks who asks; null where a token asks, which may do everything.</summary>
    public IReadOnlyList<string>? UserLacks { get; init; }

    /// <summary>Another machine with the same instance UUID, as people name it.</summary>
    public string? Twin { get; init; }

    public string Name => Machine.Name;
}
