using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Tasks;

/// <summary>Where a task stands.</summary>
public enum TaskState
{
    /// <summary>It waits.</summary>
    Queued,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Success,

    /// <summary>It failed, or was cancelled.</summary>
    Error,
}

/// <summary>How a task stands.</summary>
public sealed record TaskInfo
{
    /// <summary>The task's key.</summary>
    public required string Key { get; init; }

    /// <summary>The task.</summary>
    public required ManagedObjectReference Task { get; init; }

    /// <summary>The task's type.</summary>
    public required string DescriptionId { get; init; }

    /// <summary>The state.</summary>
    public required TaskState State { get; init; }

    /// <summary>A user asked for its cancellation.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Users may cancel it.</summary>
    public bool Cancelable { get; init; }

    /// <summary>Percent done, if known.</summary>
    public int? Progress { get; init; }

    /// <summary>The object on which it works.</summary>
    public ManagedObjectReference? Entity { get; init; }

    /// <summary>The fault with which it failed.</summary>
    public MethodFault? Error { get; init; }

    /// <summary>What it returned.</summary>
    public VimValue Result { get; init; }

    internal static TaskInfo From(DataObject info) => new()
    {
        Key = info.RequireString("key"),
        Task = info.RequireReference("task"),
        DescriptionId = info.GetString("descriptionId") ?? "",
        State = info.GetString("state") switch
        {
            "running" => TaskState.Running,
            "success" => TaskState.Success,
            "error" => TaskState.Error,
            _ => TaskState.Queued,
        },
        Cancelled = info.GetBoolean("cancelled") ?? false,
        Cancelable = info.GetBoolean("cancelable") ?? false,
        Progress = info.GetInt32("progress"),
        Entity = info.GetReference("entity"),
        Error = LocalizedFault.ReadOptional(info, "error"),
        Result = info["result"],
    };

    internal static string Name(TaskState state) => state switch
    {
        TaskState.Running => "running",
        TaskState.Success => "success",
        TaskState.Error => "error",
        _ => "queued",
    };
}
