using System.Collections.Frozen;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Inventory;

/// <summary>A virtual machine as the inventory last showed it.</summary>
internal sealed record VirtualMachine
{
    private static readonly FrozenDictionary<string, Func<VirtualMachine, VimValue, VirtualMachine>> Readers =
        new Dictionary<string, Func<VirtualMachine, VimValue, VirtualMachine>>
        {
            ["name"] = (machine, value) => machine with { Name = value.AsString() ?? machine.Reference.Value },
            ["parent"] = (machine, value) => machine with { Parent = value.AsReference()?.Value },
            ["resourcePool"] = (machine, value) => machine with { ResourcePool = value.AsReference()?.Value },
            ["config.instanceUuid"] = (machine, value) => machine with { InstanceUuid = value.AsString() ?? "" },
            ["config.template"] = (machine, value) => machine with { Template = value.AsBoolean() ?? false },
            ["config.guestFullName"] = (machine, value) => machine with { GuestName = value.AsString() },
            ["config.guestId"] = (machine, value) => machine with { GuestId = value.AsString() },
            ["customValue"] = (machine, value) => machine with { CustomValues = CustomValuesOf(value) },
            ["network"] = (machine, value) => machine with { Networks = [.. value.AsList().Select(network => network.AsReference()?.Value).OfType<string>()] },
            ["runtime.powerState"] = (machine, value) => machine with { PowerState = value.AsString() },
            ["runtime.connectionState"] = (machine, value) => machine with { ConnectionState = value.AsString() },
            ["runtime.bootTime"] = (machine, value) => machine with { BootTime = value.AsDateTime() },
            ["runtime.host"] = (machine, value) => machine with { Host = value.AsReference()?.Value ?? "" },
            ["guest.toolsRunningStatus"] = (machine, value) => machine with { ToolsRunningStatus = value.AsString() },
            ["guest.guestFamily"] = (machine, value) => machine with { GuestFamily = value.AsString() },
            ["guest.hostName"] = (machine, value) => machine with { HostName = value.AsString() },
            ["guest.ipAddress"] = (machine, value) => machine with { IpAddress = value.AsString() },
        }.ToFrozenDictionary();

    /// <summary>What is read of each virtual machine.</summary>
    public static IReadOnlyList<string> Properties => Readers.Keys;

    public required string VCenter { get; init; }

    public required ManagedObjectReference Reference { get; init; }

    public required string Name { get; init; }

    /// <summary>vSphere's <c>config.instanceUuid</c>; empty for a VM that is being made or is not accessible.</summary>
    public string InstanceUuid { get; init; } = "";

    /// <summary>The managed object id of its ESXi host; empty where it has none now.</summary>
    public string Host { get; init; } = "";

    /// <summary>The managed object id of its folder; null in a vApp.</summary>
    public string? Parent { get; init; }

    /// <summary>The managed object id of its resource pool or vApp; null for a template.</summary>
    public string? ResourcePool { get; init; }

    public bool Template { get; init; }

    public string? GuestName { get; init; }

    /// <summary>The guest's system as it is configured, such as <c>debian12_64Guest</c>.</summary>
    public string? GuestId { get; init; }

    /// <summary><c>linuxGuest</c>, <c>windowsGuest</c>, …, as VMware Tools tell it; null where they do not.</summary>
    public string? GuestFamily { get; init; }

    public string? PowerState { get; init; }

    public bool IsPoweredOn => PowerState == "poweredOn";

    /// <summary>When it was last powered on, by the clock of vCenter; null while it is off.</summary>
    public DateTimeOffset? BootTime { get; init; }

    /// <summary>The managed object ids of its networks.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Its custom attributes by their keys.</summary>
    public IReadOnlyDictionary<int, string> CustomValues { get; init; } = FrozenDictionary<int, string>.Empty;

    public string? ConnectionState { get; init; }

    public string? ToolsRunningStatus { get; init; }

    public string? HostName { get; init; }

    public string? IpAddress { get; init; }

    /// <summary>The same machine with one property as vCenter has it now.</summary>
    public VirtualMachine With(string property, VimValue value) => Readers.TryGetValue(property, out var read) ? read(this, value) : this;

    private static Dictionary<int, string> CustomValuesOf(VimValue values) => values.AsList()
        .Select(value => value.AsObject())
        .Where(value => value?.GetInt32("key") is not null)
        .GroupBy(value => value!.GetInt32("key")!.Value)
        .ToDictionary(group => group.Key, group => group.Last()!.GetString("value") ?? "");

    public OperationTarget ToTarget() => OperationTarget.VirtualMachine(Name, VCenter, Reference.Value, InstanceUuid);
}
