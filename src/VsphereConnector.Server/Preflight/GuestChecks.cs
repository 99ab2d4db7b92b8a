using VsphereConnector.Server.Deployment;

namespace VsphereConnector.Server.Preflight;

/// <summary>What stands against working in a guest, as far as vCenter tells.</summary>
internal static class GuestChecks
{
    private const string Unnamed = "otherGuest";

    public static IEnumerable<PreflightFinding> Check(string name, GuestFacts guest) =>
        [Template(name, guest), Power(name, guest), Connection(name, guest), .. Tools(name, guest)];

    public static PreflightFinding Power(string name, GuestFacts guest) => guest.PowerState switch
    {
        "poweredOn" => PreflightCode.PoweredOn.Of("It is powered on."),
        "suspended" => PreflightCode.PoweredOff.Of($"'{name}' is suspended."),
        _ => PreflightCode.PoweredOff.Of($"'{name}' is powered off."),
    };

    /// <summary>Whether installations know the guest's system: their gate decides, about nothing else.</summary>
    public static PreflightFinding System(string name, GuestFacts guest)
    {
        var sound = guest with
        {
            Template = false,
            ConnectionState = "connected",
            PowerState = "poweredOn",
            ToolsVersionStatus = null,
            ToolsRunningStatus = "guestToolsRunning",
            GuestOperationsReady = true,
        };
        return ReadinessGate.JudgeForInstallation(sound) is { } obstacle
            ? PreflightCode.GuestUnsupported.Of(obstacle.Error.Message)
            : PreflightCode.GuestSupported.Of($"The guest OS of '{name}' is supported.");
    }

    /// <summary>The platform whose program a guest needs.</summary>
    public static string PlatformOf(GuestFacts guest)
    {
        var arm = guest.GuestId?.StartsWith("arm", StringComparison.OrdinalIgnoreCase) == true;
        return $"{(guest.IsWindows ? "win" : "linux")}-{(arm ? "arm64" : "x64")}";
    }

    /// <summary>Whether the guest's settings in vCenter speak of a system of 32 bits; people often do not keep them right.</summary>
    public static bool SeemsToHave32Bits(GuestFacts guest) =>
        guest is { IsLinux: true, GuestId: { Length: > 0 } id } && id != Unnamed && !id.Contains("64", StringComparison.Ordinal);

    private static PreflightFinding Template(string name, GuestFacts guest) => guest.Template
        ? PreflightCode.Template.Of($"'{name}' is a template.")
        : PreflightCode.NoTemplate.Of("It is a virtual machine, not a template.");

    private static PreflightFinding Connection(string name, GuestFacts guest) => guest switch
    {
        { ConnectionState: { } state and not "connected" } => PreflightCode.NotReachable.Of($"'{name}' is {state} in vCenter."),
        { HostConnectionState: { } state and not "connected" } => PreflightCode.NotReachable.Of($"The ESXi host {guest.HostName} of '{name}' is {state} in vCenter."),
        _ => PreflightCode.Reachable.Of($"vCenter is connected with it and with its host{(guest.HostName is { } host ? $" {host}" : "")}."),
    };

    // While it is off, nothing about Tools is worth telling.
    private static IEnumerable<PreflightFinding> Tools(string name, GuestFacts guest)
    {
        if (guest.ToolsVersionStatus == "guestToolsNotInstalled")
        {
            return [PreflightCode.ToolsNotInstalled.Of($"VMware Tools are not installed in '{name}'.")];
        }

        return guest.PowerState == "poweredOn" ? [ToolsState(name, guest), .. ToolsVersion(name, guest), .. Operations(name, guest)] : [];
    }

    private static PreflightFinding ToolsState(string name, GuestFacts guest) => guest.ToolsRunningStatus switch
    {
        "guestToolsRunning" => PreflightCode.ToolsRunning.Of("VMware Tools run."),
        "guestToolsExecutingScripts" => PreflightCode.ToolsBusy.Of($"'{name}' is starting or shutting down."),
        "guestToolsNotRunning" => PreflightCode.ToolsNotRunning.Of($"VMware Tools do not run in '{name}'."),
        _ when guest.GuestOperationsReady == true => PreflightCode.ToolsRunning.Of("VMware Tools answer."),
        _ => PreflightCode.ToolsUnknown.Of($"vCenter does not tell whether VMware Tools run in '{name}'."),
    };

    private static IEnumerable<PreflightFinding> ToolsVersion(string name, GuestFacts guest) => guest.ToolsVersionStatus switch
    {
        "guestToolsTooOld" => [PreflightCode.ToolsTooOld.Of($"VMware Tools in '{name}' are too old for this vSphere.")],
        "guestToolsBlacklisted" => [PreflightCode.ToolsTooOld.Of($"VMware Tools in '{name}' have a version with known grave faults.")],
        _ => [],
    };

    // Unset is not a no: where Tools run, the first guest operation tells.
    private static IEnumerable<PreflightFinding> Operations(string name, GuestFacts guest) => guest.GuestOperationsReady switch
    {
        true => [PreflightCode.GuestOperationsReady.Of("Guest operations are ready.")],
        false => [PreflightCode.GuestOperationsNotReady.Of($"Guest operations are not ready in '{name}'.")],
        null => [],
    };
}
