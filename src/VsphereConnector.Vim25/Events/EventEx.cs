using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Events;

/// <summary>An event of an extension, to be posted.</summary>
public sealed record EventEx
{
    /// <summary>The type, declared in the extension's event list.</summary>
    public required string EventTypeId { get; init; }

    /// <summary><c>info</c>, <c>warning</c>, <c>error</c> or <c>user</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>The message, for clients without the extension's resources.</summary>
    public string? Message { get; init; }

    /// <summary>What the message in the resources is filled with.</summary>
    public IReadOnlyDictionary<string, VimValue> Arguments { get; init; } = new Dictionary<string, VimValue>();

    /// <summary>The object that it is about.</summary>
    public ManagedObjectReference? Obj { get; init; }

    /// <summary>That object's name.</summary>
    public string? ObjectName { get; init; }

    /// <summary>The virtual machine, if it is about one: then the event shows on it.</summary>
    public EventEntity? Vm { get; init; }

    /// <summary>Who caused it.</summary>
    public string UserName { get; init; } = "";

    internal void WriteTo(VimWriter writer, DateTimeOffset now)
    {
        // The server sets its own key, chain and time; the schema requires them all the same.
        writer.Write("key", 0L);
        writer.Write("chainId", 0L);
        writer.Write("createdTime", now);
        writer.Write("userName", UserName);
        if (Vm is not null)
            writer.WriteObject("vm", null, vm =>
            {
                vm.Write("name", Vm.Name);
                vm.Write("vm", Vm.Reference);
            });
        writer.Write("eventTypeId", EventTypeId);
        writer.Write("severity", Severity);
        writer.Write("message", Message);
        foreach (var (key, value) in Arguments)
            writer.WriteObject("arguments", null, argument =>
            {
                argument.Write("key", key);
                argument.WriteAny("value", value);
            });
        writer.Write("objectId", Obj?.Value);
        writer.Write("objectType", Obj?.Type);
        writer.Write("objectName", ObjectName);
    }
}
