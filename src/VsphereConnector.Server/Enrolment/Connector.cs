using System.Text.Json.Serialization;
using VsphereConnector.Contracts;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Enrolment;

/// <summary>A connector that has enrolled, as the database holds it.</summary>
internal sealed record Connector
{
    /// <summary>Where it is in the order of enrolment.</summary>
    public required long Sequence { get; init; }

    public required Guid Id { get; init; }

    /// <summary>The machine that the enrolment token was made for: vSphere's instance UUID, or an <see cref="EndpointSubject"/>.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary>The registered endpoint that it is on; null where that is a virtual machine.</summary>
    public Guid? EndpointId => EndpointSubject.IdOf(InstanceUuid);

    /// <summary>Empty where it is on a registered endpoint; so is <see cref="MoRef"/>.</summary>
    public required string VCenter { get; init; }

    public required string MoRef { get; init; }

    public required string Name { get; init; }

    /// <summary>How the endpoint described itself when it enrolled; a clone is told by it.</summary>
    public required MachineIdentity Machine { get; init; }

    public required string Version { get; init; }

    public required ConnectorState State { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>What operations on its machine have for their target.</summary>
    public OperationTarget Target => EndpointId is { } endpoint
        ? OperationTarget.Endpoint(endpoint, Name)
        : OperationTarget.VirtualMachine(Name, VCenter, MoRef, InstanceUuid);

    /// <summary>Up to a minute old while the connector is connected.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Since when its virtual machine is in no vCenter any more; null while it is.</summary>
    public DateTimeOffset? GoneAt { get; init; }

    /// <summary>Its folder on the endpoint, as it said itself; null where it has not said so yet.</summary>
    public string? Folder { get; init; }

    /// <summary>The address that its channel came from.</summary>
    public string? Address { get; init; }

    /// <summary>The serial number of its certificate, in hexadecimal.</summary>
    public required string Serial { get; init; }

    public required DateTimeOffset CertificateEnds { get; init; }

    /// <summary>The certificate that will follow as soon as it is used; until then both are valid.</summary>
    public string? RenewedSerial { get; init; }

    public DateTimeOffset? RenewedEnds { get; init; }
}

/// <summary>Where a connector stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConnectorState>))]
internal enum ConnectorState
{
    /// <summary>It has a certificate and was never connected with it.</summary>
    Enrolled,

    /// <summary>Its channel is open.</summary>
    Connected,

    /// <summary>Its channel is closed; the connector opens it again as soon as it can.</summary>
    Disconnected,
}

/// <summary>The machine that a connector is to be the connector of.</summary>
internal sealed record EnrolmentSubject(string InstanceUuid, string VCenter, string MoRef, string Name)
{
    public static EnrolmentSubject Of(VirtualMachine machine) => new(machine.InstanceUuid, machine.VCenter, machine.Reference.Value, machine.Name);

    public static EnrolmentSubject Of(RegisteredEndpoint endpoint) => new(endpoint.Subject, "", "", endpoint.Name);
}

/// <summary>Something about a connector that people should know, such as a clone that tried to take its place.</summary>
internal sealed record ConnectorEvent
{
    public required DateTimeOffset At { get; init; }

    /// <summary>A stable name for programs, such as <c>clone-refused</c>.</summary>
    public required string Kind { get; init; }

    public required string Message { get; init; }
}
