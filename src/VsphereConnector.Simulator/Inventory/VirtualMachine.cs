using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Properties;

namespace VsphereConnector.Simulator.Inventory;

/// <summary>A virtual machine of the simulated vCenter. Its guest is made when it is first touched.</summary>
public sealed class VirtualMachine : ManagedEntity
{
    private readonly Lock _guestLock = new();
    private readonly Func<VirtualMachine, SimulatedGuest> _makeGuest;
    private SimulatedGuest? _guest;

    internal VirtualMachine(string id, VirtualMachineOptions options, ResourcePool pool, HostSystem host, Func<VirtualMachine, SimulatedGuest> makeGuest, int number)
        : base("VirtualMachine", id, options.Name, pool as VirtualApp ?? (ManagedEntity)options.Folder!)
    {
        _makeGuest = makeGuest;
        Options = options;
        ResourcePool = pool;
        Host = host;
        Number = number;
        Uuid = options.Uuid!;
        InstanceUuid = options.InstanceUuid!;
        Tools = options.Tools;
    }

    /// <summary>What the machine was made from.</summary>
    public VirtualMachineOptions Options { get; }

    /// <summary>The host that runs it.</summary>
    public HostSystem Host { get; internal set; }

    /// <summary>The resource pool or vApp that it runs in.</summary>
    public ResourcePool ResourcePool { get; }

    /// <summary>The BIOS UUID: a clone gets a new one.</summary>
    public string Uuid { get; }

    /// <summary>The vCenter-wide identity: a clone gets a new one.</summary>
    public string InstanceUuid { get; }

    /// <summary>The MAC address of the one network card.</summary>
    public string MacAddress => $"00:50:56:{0x80 | (Number >> 16 & 0x3f):x2}:{Number >> 8 & 0xff:x2}:{Number & 0xff:x2}";

    /// <summary>The address that Tools report.</summary>
    public string IpAddress => Options.IpAddress ?? $"198.{18 + (Number >> 16 & 1)}.{Number >> 8 & 0xff}.{Number & 0xff}";

    /// <summary>True while it is powered on.</summary>
    public bool PoweredOn { get; internal set; }

    /// <summary>How VMware Tools are installed in the guest.</summary>
    public ToolsInstallation Tools { get; internal set; }

    /// <summary>True while VMware Tools run.</summary>
    public bool ToolsRunning { get; internal set; }

    /// <summary>True while guest operations are answered: after power on they come later than Tools.</summary>
    public bool GuestOperationsReady { get; internal set; }

    /// <summary>The moment of the last power on.</summary>
    public DateTimeOffset? BootTime { get; internal set; }

    /// <summary>The guest: its files, accounts and processes.</summary>
    public SimulatedGuest Guest
    {
        get
        {
            lock (_guestLock)
                return _guest ??= _makeGuest(this);
        }
    }

    internal Guests.Files.SimulatedFileSystem? Snapshot { get; set; }

    internal SimulatedGuest? GuestIfMade => _guest;

    internal VirtualApp? VirtualApp => ResourcePool as VirtualApp;

    internal int Number { get; }

    /// <summary>Counts power changes: what a timer set before one must not happen after it.</summary>
    internal int PowerEpoch { get; set; }

    internal override PropertyTable Properties => VirtualMachineProperties.Table;
}
