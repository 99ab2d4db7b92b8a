namespace VsphereConnector.Benchmarks;

/// <summary>The properties that the product reads of every virtual machine.</summary>
internal static class MeasuredProperties
{
    public static readonly IReadOnlyList<string> Paths =
    [
        "name", "parent", "config.uuid", "config.instanceUuid", "config.guestId", "config.template",
        "guest.guestOperationsReady", "guest.toolsRunningStatus", "guest.toolsVersionStatus2", "guest.guestFamily", "guest.hostName", "guest.ipAddress",
        "runtime.powerState", "runtime.connectionState", "runtime.host",
    ];
}
