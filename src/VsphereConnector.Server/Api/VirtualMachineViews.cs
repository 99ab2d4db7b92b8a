using System.ComponentModel;
using System.Globalization;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Fleet;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin;

namespace VsphereConnector.Server.Api;

/// <summary>A virtual machine as callers see it.</summary>
internal sealed record VirtualMachineView
{
    public required string Name { get; init; }

    public required string VCenter { get; init; }

    [Description("The managed object id, such as vm-58.")]
    public required string MoRef { get; init; }

    [Description("The machine as the vSphere Client names it; missing where the server is not a vCenter.")]
    public string? Object { get; init; }

    public required string InstanceUuid { get; init; }

    [Description("poweredOn, poweredOff or suspended.")]
    public string? PowerState { get; init; }

    [Description("guestToolsRunning, guestToolsNotRunning or guestToolsExecutingScripts.")]
    public string? ToolsRunningStatus { get; init; }

    public string? GuestName { get; init; }

    public string? HostName { get; init; }

    public string? IpAddress { get; init; }

    public required bool Template { get; init; }

    public string? Datacenter { get; init; }

    [Description("The folders below the datacenter, with slashes; missing directly below it.")]
    public string? Folder { get; init; }

    public string? Cluster { get; init; }

    [Description("The name of the ESXi host.")]
    public string? Host { get; init; }

    public string? ResourcePool { get; init; }

    [Description("Missing where none is installed.")]
    public Guid? ConnectorId { get; init; }

    public ConnectorState? ConnectorState { get; init; }

    public string? ConnectorVersion { get; init; }

    [Description("The channel that operations take now: WEB while the connector is connected.")]
    public string? ConnectorChannel { get; init; }

    [Description("Up to a minute old while it is connected.")]
    public DateTimeOffset? ConnectorLastSeen { get; init; }

    [Description("What was asked for last; missing where nothing was.")]
    public LastOperationView? LastOperation { get; init; }

    public static VirtualMachineView Of(ListedVirtualMachine listed, VCenters vCenters)
    {
        var (machine, place, row) = listed;
        return new VirtualMachineView
        {
            Name = machine.Name,
            VCenter = machine.VCenter,
            MoRef = machine.Reference.Value,
            Object = Guid.TryParse(vCenters.Get(machine.VCenter).InstanceUuid, out var vCenter) ? new ClientObject(machine.Reference, vCenter).ToString() : null,
            InstanceUuid = machine.InstanceUuid,
            PowerState = machine.PowerState,
            ToolsRunningStatus = machine.ToolsRunningStatus,
            GuestName = machine.GuestName,
            HostName = machine.HostName,
            IpAddress = machine.IpAddress,
            Template = machine.Template,
            Datacenter = place.Datacenter,
            Folder = place.Folder,
            Cluster = place.Cluster,
            Host = place.Host,
            ResourcePool = place.ResourcePool,
            ConnectorId = row?.ConnectorId,
            ConnectorState = row?.State,
            ConnectorVersion = row?.Version,
            ConnectorChannel = row?.Channel,
            ConnectorLastSeen = row?.LastSeen,
            LastOperation = LastOperationView.Of(row),
        };
    }
}

/// <summary>The last operation on a virtual machine.</summary>
internal sealed record LastOperationView
{
    public required Guid Id { get; init; }

    public required OperationKind Kind { get; init; }

    public required OperationState State { get; init; }

    public int? Percent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public static LastOperationView? Of(FleetRow? row) => row is { OperationId: { } id, OperationKind: { } kind, OperationState: { } state, OperationCreatedAt: { } created }
        ? new LastOperationView { Id = id, Kind = kind, State = state, Percent = row.OperationPercent, CreatedAt = created, FinishedAt = row.OperationFinishedAt }
        : null;
}

/// <summary>One page of virtual machines.</summary>
internal sealed record VirtualMachinePageView
{
    public required IReadOnlyList<VirtualMachineView> Items { get; init; }

    [Description("Send it as 'after' to get the next page; missing on the last one.")]
    public string? Next { get; init; }

    [Description("How many there are on all pages.")]
    public required int Total { get; init; }

    [Description("The vCenters that do not answer now: their machines are shown as they were last, or not at all.")]
    public IReadOnlyList<UnreachableVCenterView>? Unreachable { get; init; }

    public static VirtualMachinePageView Of(VirtualMachinePage page, VCenters vCenters, int? next) => new()
    {
        Items = [.. page.Items.Select(listed => VirtualMachineView.Of(listed, vCenters))],
        Next = next?.ToString(CultureInfo.InvariantCulture),
        Total = page.Total,
        Unreachable = UnreachableVCenterView.Of(page.Unreachable),
    };
}

/// <summary>A vCenter that does not answer.</summary>
internal sealed record UnreachableVCenterView(string VCenter, string Reason)
{
    public static IReadOnlyList<UnreachableVCenterView>? Of(IReadOnlyList<UnreachableVCenter> unreachable) =>
        unreachable.Count == 0 ? null : [.. unreachable.Select(vCenter => new UnreachableVCenterView(vCenter.Name, vCenter.Exception.Message))];
}
