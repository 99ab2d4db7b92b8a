using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Channels;

/// <summary>What drivers lead to.</summary>
internal sealed record DriverEndpoint
{
    /// <summary>The instance UUID of its connector or target; null as long as the virtual machine was not looked up.</summary>
    public required string? Key { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Null where none has enrolled.</summary>
    public Connector? Connector { get; init; }
}
