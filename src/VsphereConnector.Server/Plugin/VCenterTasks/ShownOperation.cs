using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Server.Plugin.VCenterTasks;

/// <summary>An operation, and how far vCenter knows of it.</summary>
internal sealed record ShownOperation
{
    public required Guid OperationId { get; init; }

    public required string VCenter { get; init; }

    /// <summary>The managed object id of the virtual machine.</summary>
    public required string MoRef { get; init; }

    public required ShownState State { get; init; }

    /// <summary>The managed object id of the task; null before it is made.</summary>
    public string? Task { get; init; }

    /// <summary>vCenter was told that it runs.</summary>
    public bool Running { get; init; }

    /// <summary>What vCenter was told.</summary>
    public int Percent { get; init; }

    public required OperationKind Kind { get; init; }

    public required OperationState OperationState { get; init; }

    /// <summary>It was taken up once. For vCenter it runs from then on, also while it waits for its next try.</summary>
    public bool HasBegun { get; init; }

    public int OperationPercent { get; init; }

    public required string CreatedBy { get; init; }

    public string? VirtualMachineName { get; init; }

    public OperationError? Error { get; init; }

    public bool HasEnded => OperationState is OperationState.Success or OperationState.Error or OperationState.Cancelled;

    public ManagedObjectReference VirtualMachine => new("VirtualMachine", MoRef);

    public ManagedObjectReference? TaskReference => Task is null ? null : TaskOf(Task);

    public static ManagedObjectReference TaskOf(string id) => new("Task", id);
}

/// <summary>Where an operation's task stands.</summary>
internal enum ShownState
{
    /// <summary>About to be made; after a crash it may be there already.</summary>
    Creating,

    Open,

    /// <summary>It has ended, in vCenter too.</summary>
    Closed,

    /// <summary>This vCenter does not show it.</summary>
    Skipped,
}
