using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>A driver did not lead to its endpoint. What the operation did there, if anything, the endpoint's journal knows.</summary>
internal sealed class DriverException(DriverFault fault, OperationError error, Exception? inner = null) : Exception(error.Message, inner)
{
    public DriverFault Fault => fault;

    public OperationError Error => error;

    /// <summary>How the run ends where no other driver leads there now; then the failure is the operation's own, and no driver is suspended for it.</summary>
    public OperationEnd? Otherwise { get; init; }
}

/// <summary>What trying again is good for.</summary>
internal enum DriverFault
{
    /// <summary>It may work later.</summary>
    Passing,

    /// <summary>It works only after somebody has changed something: a password, a host key.</summary>
    Permanent,
}
