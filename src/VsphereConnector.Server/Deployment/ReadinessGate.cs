using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Deployment;

/// <summary>Whether a guest can be worked on: now, later, or not until somebody does something.</summary>
internal static class ReadinessGate
{
    /// <summary>
    /// Null: now, as far as vCenter can tell. The first guest operation, which checks the logon, proves it: Tools are said to run before
    /// they answer. Where they do not, that is waited for as well, and recorded as such.
    /// </summary>
    public static Obstacle? Judge(GuestFacts guest) => guest switch
    {
        { Template: true } => Stop(DeploymentErrors.Template(guest.Name)),
        { ConnectionState: { } state and not "connected" } => Wait(DeploymentErrors.Disconnected(guest.Name, state)),
        { PowerState: { } state and not "poweredOn" } => Stop(DeploymentErrors.PoweredOff(guest.Name, Words(state))),
        { ToolsVersionStatus: "guestToolsNotInstalled" } => Stop(DeploymentErrors.ToolsNotInstalled(guest.Name)),
        { ToolsRunningStatus: "guestToolsNotRunning" } => Wait(DeploymentErrors.ToolsNotRunning(guest.Name)),
        { ToolsRunningStatus: "guestToolsExecutingScripts" } or { GuestOperationsReady: false } => Wait(DeploymentErrors.NotReady(guest.Name)),
        _ => null,
    };

    /// <summary>As <see cref="Judge"/>, and the installer must know the guest's system.</summary>
    public static Obstacle? JudgeForInstallation(GuestFacts guest) => Judge(guest) switch
    {
        null or { Verdict: not Verdict.Stop } when !guest.IsLinux && !guest.IsWindows =>
            Stop(DeploymentErrors.UnsupportedGuest(guest.Name, guest.GuestFamily ?? guest.GuestId ?? "unknown")),
        var obstacle => obstacle,
    };

    private static string Words(string powerState) => powerState switch
    {
        "poweredOff" => "powered off",
        "suspended" => "suspended",
        _ => powerState,
    };

    private static Obstacle Stop(OperationError error) => new(Verdict.Stop, error);

    private static Obstacle Wait(OperationError error) => new(Verdict.Wait, error);
}

/// <summary>Why an installation cannot go on, and whether trying again may help.</summary>
internal sealed record Obstacle(Verdict Verdict, OperationError Error);

/// <summary>What to do about an obstacle.</summary>
internal enum Verdict
{
    /// <summary>It may pass by itself.</summary>
    Retry,

    /// <summary>The guest is not ready yet, as after a power-on.</summary>
    Wait,

    /// <summary>It stays until somebody does something.</summary>
    Stop,
}
