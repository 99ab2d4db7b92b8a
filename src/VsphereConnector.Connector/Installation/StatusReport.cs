using VsphereConnector.Connector.Configuration;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Installation;

/// <summary>What <c>vlink status --json</c> prints.</summary>
internal sealed record StatusReport
{
    /// <summary>What the daemon says about itself; null where it never ran.</summary>
    public DaemonState? Daemon { get; init; }

    public required IReadOnlyList<StatusCheck> Checks { get; init; }
}
