using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Inventory;

namespace VsphereConnector.Server.Fleet;

/// <summary>Which virtual machines to list, and in which order. Missing values come last, and equals by name, in either order.</summary>
internal sealed record VirtualMachineQuery
{
    /// <summary>A part of the name.</summary>
    public string? Name { get; init; }

    public string? Power { get; init; }

    public string? Tools { get; init; }

    public InstalledState? Connector { get; init; }

    public string? Version { get; init; }

    public VirtualMachineSort Sort { get; init; }

    public bool Descending { get; init; }

    /// <summary>Whether anything of the connectors decides.</summary>
    public bool AsksForConnectors => Connector is not null || Version is not null
        || Sort is VirtualMachineSort.Connector or VirtualMachineSort.Version or VirtualMachineSort.LastSeen;

    /// <summary>Those that are meant, in order.</summary>
    /// <param name="machines">All of them, in the order of <see cref="InventorySnapshot.ByName"/>.</param>
    /// <param name="connectors">Their connectors by instance UUID; empty where <see cref="AsksForConnectors"/> is not so.</param>
    /// <param name="hostOf">The name of a machine's host.</param>
    public IReadOnlyList<VirtualMachine> Apply(
        IReadOnlyList<VirtualMachine> machines,
        IReadOnlyDictionary<string, ConnectorSummary> connectors,
        Func<VirtualMachine, string?> hostOf)
    {
        var found = this is { Name: null, Power: null, Tools: null, Connector: null, Version: null }
            ? machines
            : machines.Where(machine => Matches(machine, connectors.GetValueOrDefault(machine.InstanceUuid))).ToList();
        return Sort switch
        {
            VirtualMachineSort.Name when !Descending => found,
            VirtualMachineSort.Name => Order(found, machine => machine.Name, StringComparer.OrdinalIgnoreCase),
            VirtualMachineSort.Power => Order(found, machine => machine.PowerState, StringComparer.Ordinal),
            VirtualMachineSort.Host => Order(found, hostOf, StringComparer.OrdinalIgnoreCase),
            VirtualMachineSort.Connector => Order(found, machine => Installed(connectors.GetValueOrDefault(machine.InstanceUuid)), Comparer<InstalledState>.Default),
            VirtualMachineSort.Version => Order(found, machine => connectors.GetValueOrDefault(machine.InstanceUuid)?.Version, VersionOrder.Instance),
            _ => Order(found, machine => connectors.GetValueOrDefault(machine.InstanceUuid)?.LastSeen, Comparer<DateTimeOffset?>.Default),
        };
    }

    public static InstalledState Installed(ConnectorSummary? connector) => connector?.State switch
    {
        ConnectorState.Connected => InstalledState.Connected,
        ConnectorState.Disconnected => InstalledState.Disconnected,
        ConnectorState.Enrolled => InstalledState.Enrolled,
        _ => InstalledState.NotInstalled,
    };

    private bool Matches(VirtualMachine machine, ConnectorSummary? connector) =>
        (Name is null || machine.Name.Contains(Name, StringComparison.OrdinalIgnoreCase))
        && (Power is null || machine.PowerState == Power)
        && (Tools is null || machine.ToolsRunningStatus == Tools)
        && (Connector is null || Installed(connector) == Connector)
        && (Version is null || connector?.Version == Version);

    // Stable: what is equal stays in the order of names.
    private List<VirtualMachine> Order<TKey>(IReadOnlyList<VirtualMachine> machines, Func<VirtualMachine, TKey> key, IComparer<TKey> comparer)
    {
        var keyed = machines.Select(machine => (Machine: machine, Key: key(machine))).OrderBy(entry => entry.Key is null);
        var ordered = Descending ? keyed.ThenByDescending(entry => entry.Key, comparer) : keyed.ThenBy(entry => entry.Key, comparer);
        return [.. ordered.Select(entry => entry.Machine)];
    }
}

/// <summary>What lists of virtual machines are sorted by.</summary>
internal enum VirtualMachineSort
{
    Name,
    Power,
    Connector,
    Version,
    LastSeen,
    Host,
}
