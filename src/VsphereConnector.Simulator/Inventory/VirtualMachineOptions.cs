using VsphereConnector.Simulator.Guests;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>How VMware Tools are installed in a guest.</summary>
public enum ToolsInstallation
{
    /// <summary>Not at all: guest operations end with GuestOperationsUnavailable.</summary>
    None,

    /// <summary>By vSphere: version status <c>guestToolsCurrent</c>.</summary>
    Managed,

    /// <summary>open-vm-tools: version status <c>guestToolsUnmanaged</c>.</summary>
    Unmanaged,
}

/// <summary>What to make a virtual machine from.</summary>
public sealed record VirtualMachineOptions
{
    /// <summary>The name, unique in its folder.</summary>
    public required string Name { get; init; }

    /// <summary>The folder that it stands in; null: that of the datacenter.</summary>
    public Folder? Folder { get; init; }

    /// <summary>The resource pool or vApp that it runs in; null: the root pool of the first cluster.</summary>
    public ResourcePool? ResourcePool { get; init; }

    /// <summary>The guest's system, accounts and disk.</summary>
    public GuestProfile Guest { get; init; } = GuestProfile.Linux;

    /// <summary>The address that Tools report; null: one of those that are set aside for trials (RFC 2544), so that nobody's machine is taken for it.</summary>
    public string? IpAddress { get; init; }

    /// <summary>How Tools are installed.</summary>
    public ToolsInstallation Tools { get; init; } = ToolsInstallation.Unmanaged;

    /// <summary>False makes it powered off.</summary>
    public bool PoweredOn { get; init; } = true;

    /// <summary>How long after power on Tools run. Zero: at once.</summary>
    public TimeSpan ToolsStartAfter { get; init; }

    /// <summary>How long after Tools run guest operations are answered. Zero: at once.</summary>
    public TimeSpan GuestOperationsReadyAfter { get; init; }

    /// <summary>False leaves <c>guest.guestOperationsReady</c> and <c>guest.guestFamily</c> unset, as servers do that do not know.</summary>
    public bool ReportsGuestOperationsReady { get; init; } = true;

    /// <summary>True makes it a template.</summary>
    public bool Template { get; init; }

    /// <summary>The networks that it is connected to.</summary>
    public IReadOnlyList<Network> Networks { get; init; } = [];

    /// <summary>The operator's note.</summary>
    public string Annotation { get; init; } = "";

    /// <summary>The vCenter-wide identity; null makes a random one.</summary>
    public string? InstanceUuid { get; init; }

    /// <summary>The BIOS UUID; null makes a random one.</summary>
    public string? Uuid { get; init; }
}
