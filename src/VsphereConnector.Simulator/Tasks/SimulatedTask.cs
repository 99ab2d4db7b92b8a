using VsphereConnector.Simulator.Faults;
using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Properties;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Tasks;

/// <summary>A vCenter task.</summary>
internal sealed class SimulatedTask(string id, string descriptionId, ManagedEntity entity, string initiatedBy, bool cancelable, DateTimeOffset queueTime, ChangeFeed changes)
    : ManagedObject("Task", id)
{
    private readonly Lock _gate = new();
    private string _state = "queued";
    private bool _cancelled;
    private int? _progress;
    private object? _result;
    private object? _error;
    private DataObject? _description;
    private DateTimeOffset? _startTime;
    private DateTimeOffset? _completeTime;

    internal override PropertyTable Properties => Table;

    public static PropertyTable<SimulatedTask> Table { get; } = new PropertyTable<SimulatedTask>("Task", "ExtensibleManagedObject")
        .Value("info", task => task.Info());

    public ManagedEntity Entity => entity;

    public bool IsOver => _state is "success" or "error";

    public void SetState(string state, object? result, object? error, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (IsOver)
                throw Fault.InvalidState("The task is over.");
            if (state is not ("running" or "success" or "error"))
                throw Fault.InvalidArgument("state", $"A task cannot be set to '{state}'.");
            (_state, _result, _error) = (state, result, error);
            _startTime ??= now;
            _completeTime = IsOver ? now : null;
        }

        changes.Publish(this, "info");
    }

    public void SetProgress(int percent)
    {
        lock (_gate)
        {
            if (_state != "running")
                throw Fault.InvalidState("The task does not run.");
            if (percent is < 0 or > 100)
                throw Fault.InvalidArgument("percentDone", "Progress is from 0 to 100.");
            _progress = percent;
        }

        changes.Publish(this, "info.progress");
    }

    public void SetDescription(DataObject description)
    {
        lock (_gate)
            _description = description;
        changes.Publish(this, "info.description");
    }

    public void Cancel()
    {
        lock (_gate)
        {
            if (!cancelable)
                throw Fault.NotSupported("The task cannot be cancelled.");
            if (IsOver)
                throw Fault.InvalidState("The task is over.");
            _cancelled = true;
        }

        changes.Publish(this, "info.cancelled");
    }

    public DataObject Info()
    {
        lock (_gate)
        {
            return new DataObject(
                "TaskInfo",
                ("key", Reference.Id),
                ("task", Reference),
                ("description", _description),
                ("descriptionId", descriptionId),
                ("entity", entity.Reference),
                ("entityName", entity.Name),
                ("state", new EnumValue("TaskInfoState", _state)),
                ("cancelled", _cancelled),
                ("cancelable", cancelable),
                ("error", _error),
                ("result", _result is null ? null : new AnyValue(_result)),
                ("progress", _progress),
                ("reason", new DataObject("TaskReasonUser", ("userName", initiatedBy)) { IsSubtype = true }),
                ("queueTime", queueTime),
                ("startTime", _startTime),
                ("completeTime", _completeTime),
                ("eventChainId", 0));
        }
    }
}
