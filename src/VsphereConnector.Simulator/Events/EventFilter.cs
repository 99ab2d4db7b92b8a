using VsphereConnector.Simulator.Inventory;
using VsphereConnector.Simulator.Soap;

namespace VsphereConnector.Simulator.Events;

/// <summary>An EventFilterSpec: by entity, time, type and user.</summary>
internal sealed class EventFilter
{
    private const string ClassPrefix = "vim.event.";

    private readonly HashSet<string> _types;
    private readonly HashSet<string> _users;
    private readonly DateTimeOffset _begin;
    private readonly DateTimeOffset _end;
    private readonly (string Id, string Recursion)? _entity;

    public EventFilter(SoapElement spec)
    {
        _types = [.. spec.Strings("eventTypeId").Select(ClassOf), .. spec.Strings("type")];
        _users = [.. spec.Find("userName")?.Strings("userList") ?? []];
        var time = spec.Find("time");
        _begin = time?.Time("beginTime") ?? DateTimeOffset.MinValue;
        _end = time?.Time("endTime") ?? DateTimeOffset.MaxValue;
        MaximumCount = spec.Int("maxCount") ?? int.MaxValue;
        if (spec.Find("entity") is { } entity)
            _entity = (entity.Required("entity").AsReference().Id, entity.RequiredString("recursion"));
    }

    public int MaximumCount { get; }

    public bool Matches(SimulatedEvent e) =>
        e.CreatedTime >= _begin && e.CreatedTime <= _end
        && (_types.Count == 0 || _types.Contains(e.TypeId) || _types.Contains(e.Type))
        && (_users.Count == 0 || _users.Contains(e.UserName))
        && (_entity is not { } entity || IsAbout(e.Entity, entity.Id, entity.Recursion));

    // A class may be named with its namespace or without.
    private static string ClassOf(string typeId) =>
        typeId.StartsWith(ClassPrefix, StringComparison.Ordinal) ? typeId[ClassPrefix.Length..] : typeId;

    private static bool IsAbout(ManagedEntity? about, string id, string recursion)
    {
        if (about?.Reference.Id == id)
            return recursion != "children";
        if (recursion == "self")
            return false;
        for (var above = about?.Parent; above is not null; above = above.Parent)
        {
            if (above.Reference.Id == id)
                return true;
        }

        return about is VirtualMachine vm && (vm.Host.Reference.Id == id || vm.Host.Parent!.Reference.Id == id);
    }
}
