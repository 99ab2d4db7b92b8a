using System.Text.Json.Serialization;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Endpoints;

namespace VsphereConnector.Server.Operations;

/// <summary>
/// What an operation is done to. A virtual machine may come as it was named in the request; whoever carries the operation out looks it
/// up and completes the target.
/// </summary>
internal sealed record OperationTarget
{
    public required TargetKind Kind { get; init; }

    /// <summary>The configured name of the vCenter; null until it is known.</summary>
    public string? VCenter { get; init; }

    /// <summary>The name of the machine: as requested, and once it is looked up, as vCenter has it, or as it is registered.</summary>
    public string? Name { get; init; }

    /// <summary>The managed object id, such as <c>vm-58</c>.</summary>
    public string? MoRef { get; init; }

    /// <summary>vSphere's <c>config.instanceUuid</c>; of a registered endpoint, its <see cref="EndpointSubject"/>.</summary>
    public string? InstanceUuid { get; init; }

    /// <summary>The registered endpoint that it is, or that its connector is on; null where that is a virtual machine.</summary>
    public Guid? EndpointId => EndpointSubject.IdOf(InstanceUuid);

    public Guid? ConnectorId { get; init; }

    public static OperationTarget VirtualMachine(string? name = null, string? vCenter = null, string? moRef = null, string? instanceUuid = null) =>
        new() { Kind = TargetKind.VirtualMachine, Name = name, VCenter = vCenter, MoRef = moRef, InstanceUuid = instanceUuid };

    public static OperationTarget Endpoint(Guid id, string name) =>
        new() { Kind = TargetKind.Endpoint, Name = name, InstanceUuid = EndpointSubject.Of(id) };

    public static OperationTarget Connector(Guid id) => new() { Kind = TargetKind.Connector, ConnectorId = id };

    /// <summary>
    /// What at most one running operation may hold. VMware Tools takes one guest operation at a time, so what is done by them holds its
    /// virtual machine, and so does what changes the machine's accounts; work over a connector's own channel holds nothing.
    /// </summary>
    public string? LaneFor(OperationKind kind) =>
        GoesByGuestOperations(kind) || kind == OperationKind.PrepareAccount ? $"vm:{InstanceUuid ?? $"{VCenter}/{MoRef ?? Name}"}".ToLowerInvariant() : null;

    /// <summary>Whether operations of <paramref name="kind"/> are about a virtual machine, whatever way it is reached.</summary>
    public static bool NeedsVirtualMachine(OperationKind kind) => kind
        is OperationKind.AddGuestAlias
        or OperationKind.VerifyGuestAlias
        or OperationKind.RemoveGuestAlias;

    /// <summary>Whether operations of <paramref name="kind"/> go by guest operations, where there are any.</summary>
    public static bool GoesByGuestOperations(OperationKind kind) => kind == OperationKind.InstallConnector || NeedsVirtualMachine(kind);

    /// <summary>Whether operations of <paramref name="kind"/> are about the machine itself, whether or not a connector is on it.</summary>
    public static bool IsAboutTheMachine(OperationKind kind) => kind is OperationKind.CheckMachine or OperationKind.PrepareAccount;

    /// <summary>Whether operations of <paramref name="kind"/> are done by the connector, whatever road leads to it.</summary>
    public static bool IsForTheConnector(OperationKind kind) => !GoesByGuestOperations(kind) && !IsAboutTheMachine(kind);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        TargetKind.Connector => $"connector {ConnectorId}",
        TargetKind.Endpoint => $"endpoint {Name}",
        _ => VCenter is null ? Name ?? MoRef ?? InstanceUuid ?? "" : $"{Name ?? MoRef ?? InstanceUuid} ({VCenter})",
    };
}

/// <summary>What kind of thing a target is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TargetKind>))]
internal enum TargetKind
{
    VirtualMachine,
    Connector,

    /// <summary>A machine that is registered by its address.</summary>
    Endpoint,
}
