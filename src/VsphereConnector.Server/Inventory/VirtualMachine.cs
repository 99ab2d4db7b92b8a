using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Inventory;

/// <summary>A virtual machine as the inventory last showed it.</summary>
internal sealed record VirtualMachine
{
    /// <summary>What is read of each virtual machine.</summary>
    public static readonly IReadOnlyList<string> Properties =
    [
        "name", "config.instanceUuid", "config.template", "config.guestFullName", "runtime.powerState", "runtime.host",
        "guest.toolsRunningStatus", "guest.hostName", "guest.ipAddress",
    ];

    public required string VCenter { get; init; }

    public required ManagedObjectReference Reference { get; init; }

    public required string Name { get; init; }

    /// <summary>vSphere's <c>config.instanceUuid</c>; empty for a VM that is being made or is not accessible.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary>The managed object id of its ESXi host; empty where it has none now.</summary>
    public required string Host { get; init; }

    public bool Template { get; init; }

    public string? GuestName { get; init; }

    public string? PowerState { get; init; }

    public string? ToolsRunningStatus { get; init; }

    public string? HostName { get; init; }

    public string? IpAddress { get; init; }

    public static VirtualMachine From(string vCenter, ObjectContent content) => new()
    {
        VCenter = vCenter,
        Reference = content.Obj,
        Name = content.GetString("name") ?? content.Obj.Value,
        InstanceUuid = content.GetString("config.instanceUuid") ?? "",
        Host = content.GetReference("runtime.host")?.Value ?? "",
        Template = content.GetBoolean("config.template") ?? false,
        GuestName = content.GetString("config.guestFullName"),
        PowerState = content.GetString("runtime.powerState"),
        ToolsRunningStatus = content.GetString("guest.toolsRunningStatus"),
        HostName = content.GetString("guest.hostName"),
        IpAddress = content.GetString("guest.ipAddress"),
    };

    public OperationTarget ToTarget() => OperationTarget.VirtualMachine(Name, VCenter, Reference.Value, InstanceUuid);

    /// <summary>Whether people mean this one: by its name, its managed object id or its instance UUID.</summary>
    public bool Answers(string name) =>
        string.Equals(Name, name, StringComparison.OrdinalIgnoreCase)
        || Reference.Value == name
        || string.Equals(InstanceUuid, name, StringComparison.OrdinalIgnoreCase);
}
