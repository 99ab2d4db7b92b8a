using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Events;

/// <summary>An object that an event is about.</summary>
/// <param name="Reference">The object; it may be gone by now.</param>
/// <param name="Name">Its name at that time.</param>
public sealed record EventEntity(ManagedObjectReference Reference, string Name);

/// <summary>An event of vCenter.</summary>
public sealed record VimEvent
{
    /// <summary>The class, such as <c>VmPoweredOnEvent</c>, or <c>EventEx</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>The event's key, unique in one vCenter; it grows, but not in the order of time, and may start anew.</summary>
    public required int Key { get; init; }

    /// <summary>The key of the chain of events that this is part of.</summary>
    public required int ChainId { get; init; }

    /// <summary>When it happened, by vCenter's clock.</summary>
    public required DateTimeOffset CreatedTime { get; init; }

    /// <summary>Who caused it; empty for the system.</summary>
    public required string UserName { get; init; }

    /// <summary>The virtual machine.</summary>
    public EventEntity? Vm { get; init; }

    /// <summary>The host.</summary>
    public EventEntity? Host { get; init; }

    /// <summary>The datacenter.</summary>
    public EventEntity? Datacenter { get; init; }

    /// <summary>The message in the session's language.</summary>
    public string? FullFormattedMessage { get; init; }

    /// <summary>The type id of an EventEx or ExtendedEvent, such as <c>com.vmware.vc.VmInstantClonedEvent</c>; null for others.</summary>
    public string? EventTypeId { get; init; }

    /// <summary>The arguments of an EventEx by name.</summary>
    public required IReadOnlyDictionary<string, VimValue> Arguments { get; init; }

    /// <summary>Every field, for what the class has beside these.</summary>
    public required DataObject Fields { get; init; }

    internal static IReadOnlyList<VimEvent> FromList(VimValue events) => [.. events.AsList().Select(entry => From(entry.AsObject() ?? DataObject.Empty))];

    internal static VimEvent From(DataObject fields) => new()
    {
        TypeName = fields.Type.Length == 0 ? "Event" : fields.Type,
        Key = fields.GetInt32("key") ?? throw new VimProtocolException("An event has no key."),
        ChainId = fields.GetInt32("chainId") ?? 0,
        CreatedTime = fields.GetDateTime("createdTime") ?? throw new VimProtocolException("An event has no time."),
        UserName = fields.GetString("userName") ?? "",
        Vm = Entity(fields, "vm", "vm"),
        Host = Entity(fields, "host", "host"),
        Datacenter = Entity(fields, "datacenter", "datacenter"),
        FullFormattedMessage = fields.GetString("fullFormattedMessage"),
        EventTypeId = fields["eventTypeId"] is { Kind: VimValueKind.Text } id ? id.AsString() : null,
        Arguments = ReadArguments(fields),
        Fields = fields,
    };

    private static EventEntity? Entity(DataObject fields, string name, string reference) =>
        fields[name] is { Kind: VimValueKind.Object } argument && argument.AsObject()!.GetReference(reference) is { } entity
            ? new EventEntity(entity, argument.AsObject()!.GetString("name") ?? "")
            : null;

    private static Dictionary<string, VimValue> ReadArguments(DataObject fields)
    {
        var arguments = new Dictionary<string, VimValue>();
        foreach (var argument in fields.GetList("arguments"))
        {
            if (argument.Kind == VimValueKind.Object && argument.AsObject()!.GetString("key") is { } key)
                arguments[key] = argument.AsObject()!["value"];
        }

        return arguments;
    }
}
