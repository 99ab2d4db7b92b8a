using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Faults;

/// <summary>The object is not in a state in which this can be done.</summary>
public class InvalidState(FaultContent content) : VimFault(content);

/// <summary>The virtual machine has another power state than this needs.</summary>
public sealed class InvalidPowerState(FaultContent content) : InvalidState(content)
{
    /// <summary>The state that is needed (<c>poweredOn</c>, <c>poweredOff</c>, <c>suspended</c>), if the server says it.</summary>
    public string? RequestedState => Fields.GetString("requestedState");

    /// <summary>The state that it has.</summary>
    public string? ExistingState => Fields.GetString("existingState");
}

/// <summary>The virtual machine's state does not allow this.</summary>
public sealed class InvalidVmState(FaultContent content) : InvalidState(content);

/// <summary>The host's state does not allow this.</summary>
public sealed class InvalidHostState(FaultContent content) : InvalidState(content);

/// <summary>A question of the virtual machine waits for an answer.</summary>
public sealed class QuestionPending(FaultContent content) : InvalidState(content);

/// <summary>Another task holds the object.</summary>
public sealed class TaskInProgress(FaultContent content) : VimFault(content)
{
    /// <summary>That task.</summary>
    public ManagedObjectReference? Task => Fields.GetReference("task");
}

/// <summary>Something else uses the resource.</summary>
public sealed class ResourceInUse(FaultContent content) : VimFault(content);

/// <summary>Someone else changed the object at the same time.</summary>
public sealed class ConcurrentAccess(FaultContent content) : VimFault(content);

/// <summary>Tools are not running in the guest.</summary>
public sealed class ToolsUnavailable(FaultContent content) : VimFault(content);

/// <summary>The server gave up waiting.</summary>
public sealed class Timedout(FaultContent content) : VimFault(content);

/// <summary>Nothing of this name or key.</summary>
public sealed class NotFound(FaultContent content) : VimFault(content);

/// <summary>Something of this name or key exists already.</summary>
public sealed class AlreadyExists(FaultContent content) : VimFault(content);

/// <summary>The name is taken.</summary>
public sealed class DuplicateName(FaultContent content) : VimFault(content);

/// <summary>The name is not allowed.</summary>
public sealed class InvalidName(FaultContent content) : VimFault(content);

/// <summary>The event cannot be posted.</summary>
public sealed class InvalidEvent(FaultContent content) : VimFault(content);

/// <summary>A property that was asked for does not exist.</summary>
public sealed class InvalidProperty(FaultContent content) : MethodFault(content)
{
    /// <summary>The property's path.</summary>
    public string? Name => Fields.GetString("name");
}

/// <summary>The version given to WaitForUpdatesEx is unknown; start again with an empty one.</summary>
public sealed class InvalidCollectorVersion(FaultContent content) : MethodFault(content);
