using VsphereConnector.Contracts;

namespace VsphereConnector.Connector.Configuration;

/// <summary>Who this connector is, and the machine that it was when it enrolled: what differs later is a copy.</summary>
internal sealed record EnrolmentRecord
{
    public required Guid ConnectorId { get; init; }

    public required MachineIdentity Machine { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }
}
