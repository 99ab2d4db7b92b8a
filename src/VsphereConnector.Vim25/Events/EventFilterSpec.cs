using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Events;

/// <summary>Which objects' events.</summary>
public enum EventRecursion
{
    /// <summary>The object's own.</summary>
    Self,

    /// <summary>Those of the objects right below it.</summary>
    Children,

    /// <summary>Its own and those of everything below it.</summary>
    All,
}

/// <summary>Which events. What is null or empty does not restrict.</summary>
public sealed record EventFilterSpec
{
    /// <summary>The object.</summary>
    public ManagedObjectReference? Entity { get; init; }

    /// <summary>How far below <see cref="Entity"/>.</summary>
    public EventRecursion Recursion { get; init; } = EventRecursion.All;

    /// <summary>Not older than this.</summary>
    public DateTimeOffset? BeginTime { get; init; }

    /// <summary>Not newer than this.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Only those caused by these users.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Only those of this chain of events.</summary>
    public int? EventChainId { get; init; }

    /// <summary>Do not format messages: less work for the server.</summary>
    public bool? DisableFullMessage { get; init; }

    /// <summary>Categories: <c>info</c>, <c>warning</c>, <c>error</c>, <c>user</c>.</summary>
    public IReadOnlyList<string> Category { get; init; } = [];

    /// <summary>Classes, such as <c>VmPoweredOnEvent</c>.</summary>
    public IReadOnlyList<string> Type { get; init; } = [];

    /// <summary>
    /// Type ids: <c>vim.event.VmPoweredOnEvent</c> for a class, or an EventEx's own, such as <c>com.vmware.vc.VmInstantClonedEvent</c>.
    /// </summary>
    public IReadOnlyList<string> EventTypeId { get; init; } = [];

    /// <summary>The most events.</summary>
    public int? MaxCount { get; init; }

    internal void WriteTo(VimWriter writer)
    {
        if (Entity is not null)
            writer.WriteObject("entity", null, WriteEntity);
        if (BeginTime is not null || EndTime is not null)
            writer.WriteObject("time", null, WriteTime);
        if (Users.Count > 0)
            writer.WriteObject("userName", null, WriteUsers);
        writer.Write("eventChainId", EventChainId);
        writer.Write("disableFullMessage", DisableFullMessage);
        writer.Write("category", Category);
        writer.Write("type", Type);
        writer.Write("eventTypeId", EventTypeId);
        writer.Write("maxCount", MaxCount);
    }

    private void WriteEntity(VimWriter writer)
    {
        writer.Write("entity", Entity);
        writer.Write("recursion", Recursion switch
        {
            EventRecursion.Self => "self",
            EventRecursion.Children => "children",
            _ => "all",
        });
    }

    private void WriteTime(VimWriter writer)
    {
        writer.Write("beginTime", BeginTime);
        writer.Write("endTime", EndTime);
    }

    private void WriteUsers(VimWriter writer)
    {
        writer.Write("systemUser", false);
        writer.Write("userList", Users);
    }
}
