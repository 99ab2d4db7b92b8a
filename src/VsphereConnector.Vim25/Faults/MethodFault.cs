using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Faults;

/// <summary>
/// A fault that vSphere raised. The subclasses follow the WSDL's hierarchy, so that a fault can be classified by type; one that has no
/// class here is the nearest base it is known to have, and keeps its name and fields.
/// </summary>
public class MethodFault(FaultContent content)
{
    /// <summary>The fault's type in the WSDL, such as <c>InvalidGuestLogin</c>.</summary>
    public string TypeName => content.TypeName;

    /// <summary>What the server says about it, in the session's language; empty if it says nothing.</summary>
    public string Message => content.Message;

    /// <summary>Every field that the server sent.</summary>
    public DataObject Fields => content.Fields;

    /// <summary>The fault that caused this one, if the server names it.</summary>
    public MethodFault? Cause => Fields.GetObject("faultCause") is { } cause ? FromLocalized(cause) : null;

    /// <summary>Returns the type and the message.</summary>
    public override string ToString() => Message.Length == 0 ? TypeName : $"{TypeName}: {Message}";

    /// <summary>Makes the fault whose fields these are.</summary>
    /// <param name="fields">The fault; its <see cref="DataObject.Type"/> names it.</param>
    /// <param name="message">The localized message.</param>
    public static MethodFault From(DataObject fields, string? message = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var content = new FaultContent(fields.Type.Length == 0 ? nameof(MethodFault) : fields.Type, message ?? "", fields);
        return FaultTypes.Create(content);
    }

    /// <summary>Reads a <c>LocalizedMethodFault</c>; null if it holds no fault.</summary>
    public static MethodFault? FromLocalized(DataObject localized)
    {
        ArgumentNullException.ThrowIfNull(localized);
        return localized["fault"] is { Kind: VimValueKind.Object } fault
            ? From(fault.AsObject()!, localized["localizedMessage"] is { Kind: VimValueKind.Text } message ? message.AsString() : null)
            : null;
    }

    /// <summary>Every fault anywhere in a value: a task's error, the fault of an event, the faults of missing properties.</summary>
    public static IEnumerable<MethodFault> FindAll(VimValue value) => value.Kind switch
    {
        VimValueKind.List => value.AsList().SelectMany(FindAll),
        VimValueKind.Object => FindAll(value.AsObject()!),
        _ => [],
    };

    private static IEnumerable<MethodFault> FindAll(DataObject value) =>
        FromLocalized(value) is { } fault ? [fault] : value.Fields.SelectMany(field => FindAll(field.Value));
}

/// <summary>What a fault consists of.</summary>
/// <param name="TypeName">The fault's type in the WSDL.</param>
/// <param name="Message">The localized message, or empty.</param>
/// <param name="Fields">The fault's fields.</param>
public sealed record FaultContent(string TypeName, string Message, DataObject Fields);

/// <summary>A fault that a method declares.</summary>
public class VimFault(FaultContent content) : MethodFault(content);

/// <summary>A fault that any method may raise.</summary>
public class RuntimeFault(FaultContent content) : MethodFault(content);
