namespace VsphereConnector.Vim25.Values;

/// <summary>The identity of a managed object: its type and its id on one server, such as <c>VirtualMachine:vm-42</c>.</summary>
/// <param name="Type">The managed object's type, such as <c>VirtualMachine</c>.</param>
/// <param name="Value">The id, unique for its type on its server; opaque.</param>
public sealed record ManagedObjectReference(string Type, string Value)
{
    /// <summary>Returns <c>Type:Value</c>.</summary>
    public override string ToString() => $"{Type}:{Value}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not <c>Type:Value</c>.</exception>
    public static ManagedObjectReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1
            ? new ManagedObjectReference(text[..colon], text[(colon + 1)..])
            : throw new FormatException($"'{text}' is no managed object reference: write it as Type:Value, such as VirtualMachine:vm-42.");
    }
}
