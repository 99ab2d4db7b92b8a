using System.Text.Json.Serialization;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Fleet;

/// <summary>As much of a connector as lists are filtered and sorted by.</summary>
internal sealed record ConnectorSummary
{
    public required string InstanceUuid { get; init; }

    public required ConnectorState State { get; init; }

    public required string Version { get; init; }

    public DateTimeOffset? LastSeen { get; init; }
}

/// <summary>How it stands with the connector of a virtual machine; in the order in which lists show them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstalledState>))]
internal enum InstalledState
{
    Connected,
    Disconnected,
    Enrolled,
    NotInstalled,
}
