using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Properties;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Deployment;

/// <summary>What vCenter says of a guest and of its host, read by one call just before it is used.</summary>
internal sealed record GuestFacts
{
    private static readonly string[] OfMachine =
    [
        "name", "config.instanceUuid", "config.template", "config.guestId", "runtime.powerState", "runtime.connectionState", "runtime.host",
        "guest.toolsRunningStatus", "guest.toolsVersionStatus2", "guest.guestOperationsReady", "guest.guestFamily",
    ];

    private static readonly string[] OfHost = ["name", "summary.config.sslThumbprint", "runtime.connectionState"];

    public required string Name { get; init; }

    public string? InstanceUuid { get; init; }

    public bool Template { get; init; }

    public string? PowerState { get; init; }

    public string? ConnectionState { get; init; }

    public string? ToolsRunningStatus { get; init; }

    public string? ToolsVersionStatus { get; init; }

    /// <summary>Null where the server does not tell: that is not a no.</summary>
    public bool? GuestOperationsReady { get; init; }

    /// <summary><c>linuxGuest</c>, <c>windowsGuest</c>, …; null where the server does not tell.</summary>
    public string? GuestFamily { get; init; }

    public string? GuestId { get; init; }

    public string? HostName { get; init; }

    public string? HostThumbprint { get; init; }

    public string? HostConnectionState { get; init; }

    public bool IsWindows => GuestFamily is null
        ? GuestId?.StartsWith("win", StringComparison.OrdinalIgnoreCase) ?? false
        : GuestFamily == "windowsGuest";

    public bool IsLinux => GuestFamily is null ? !IsWindows : GuestFamily == "linuxGuest";

    /// <summary>Reads a virtual machine and its host (<c>RetrievePropertiesEx</c>).</summary>
    public static async Task<GuestFacts> ReadAsync(VimClient client, ManagedObjectReference machine, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(client, [machine], reportMissing: false, cancellationToken);
        return read.GetValueOrDefault(machine.Value) ?? throw new VimProtocolException($"The server told nothing of {machine}.");
    }

    /// <summary>Reads virtual machines and their hosts by one call; the facts by managed object id, none for a machine that is gone.</summary>
    public static Task<IReadOnlyDictionary<string, GuestFacts>> ReadAsync(
        VimClient client, IEnumerable<ManagedObjectReference> machines, CancellationToken cancellationToken) =>
        ReadAsync(client, machines, reportMissing: true, cancellationToken);

    private static async Task<IReadOnlyDictionary<string, GuestFacts>> ReadAsync(
        VimClient client, IEnumerable<ManagedObjectReference> machines, bool reportMissing, CancellationToken cancellationToken)
    {
        var toHost = new TraversalSpec("VirtualMachine", "runtime.host");
        var spec = new PropertyFilterSpec
        {
            PropSet = [new PropertySpec("VirtualMachine", OfMachine), new PropertySpec("HostSystem", OfHost)],
            ObjectSet = [.. machines.Select(machine => new ObjectSpec(machine) { SelectSet = [toHost] })],
            ReportMissingObjectsInResults = reportMissing,
        };
        var guests = new List<ObjectContent>();
        var hosts = new Dictionary<ManagedObjectReference, ObjectContent>();
        await foreach (var content in client.PropertyCollector.RetrievePropertiesExAsync([spec], null, cancellationToken))
        {
            if (content.Obj.Type == "HostSystem")
            {
                hosts[content.Obj] = content;
            }
            else
            {
                guests.Add(content);
            }
        }

        return guests.ToDictionary(
            guest => guest.Obj.Value,
            guest => From(guest, guest.GetReference("runtime.host") is { } host ? hosts.GetValueOrDefault(host) : null),
            StringComparer.Ordinal);
    }

    private static GuestFacts From(ObjectContent guest, ObjectContent? host) => new()
    {
        Name = guest.GetString("name") ?? guest.Obj.Value,
        InstanceUuid = guest.GetString("config.instanceUuid"),
        Template = guest.GetBoolean("config.template") ?? false,
        GuestId = guest.GetString("config.guestId"),
        PowerState = guest.GetString("runtime.powerState"),
        ConnectionState = guest.GetString("runtime.connectionState"),
        ToolsRunningStatus = guest.GetString("guest.toolsRunningStatus"),
        ToolsVersionStatus = guest.GetString("guest.toolsVersionStatus2"),
        GuestOperationsReady = guest.GetBoolean("guest.guestOperationsReady"),
        GuestFamily = guest.GetString("guest.guestFamily"),
        HostName = host?.GetString("name"),
        HostThumbprint = host?.GetString("summary.config.sslThumbprint"),
        HostConnectionState = host?.GetString("runtime.connectionState"),
    };
}
