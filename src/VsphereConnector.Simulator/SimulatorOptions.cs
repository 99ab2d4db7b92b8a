using System.Net;
using VsphereConnector.Simulator.Authorization;
using VsphereConnector.Simulator.Guests;
using VsphereConnector.Simulator.Inventory;

namespace VsphereConnector.Simulator;

/// <summary>What kind of vCenter to simulate.</summary>
public sealed record SimulatorOptions
{
    /// <summary>How many virtual machines there are at the start, named <c>vm-00001</c> and so on, powered on.</summary>
    public int VirtualMachines { get; init; }

    /// <summary>The name of the datacenter.</summary>
    public string Datacenter { get; init; } = "Datacenter";

    /// <summary>The name of the first cluster.</summary>
    public string Cluster { get; init; } = "Cluster";

    /// <summary>How many ESXi hosts share them. At least 1.</summary>
    public int Hosts { get; init; } = 2;

    /// <summary>What the virtual machines at the start are made from; the name is filled in.</summary>
    public VirtualMachineOptions Template { get; init; } = new() { Name = "" };

    /// <summary>Users and their passwords.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Administrator@vsphere.local"] = "simulator",
        ["operator@vsphere.local"] = "simulator",
        ["viewer@vsphere.local"] = "simulator",
    };

    /// <summary>What they may do. A user without a permission may log in and nothing else.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } =
    [
        new("Administrator@vsphere.local", Role.Administrator),
        new("operator@vsphere.local", Role.ConnectorOperator),
        new("viewer@vsphere.local", Role.ConnectorViewer),
    ];

    /// <summary>Where to listen.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How much longer every call takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How long the guest takes for an operation, beside the latency.</summary>
    public TimeSpan GuestOperationTime { get; init; }

    /// <summary>After this time without a call a session ends, as in vCenter after 30 minutes.</summary>
    public TimeSpan SessionIdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>False leaves the auth and alias managers out, as some servers do.</summary>
    public bool HasGuestAuthManager { get; init; } = true;

    /// <summary>The host in the URLs of file transfers: <c>*</c> stands for the server that was called. Null: the name of the ESXi host.</summary>
    public string? TransferHost { get; init; } = "*";

    /// <summary>Where random numbers begin: the same seed gives the same identities and the same faults.</summary>
    public int Seed { get; init; } = 1;
}
