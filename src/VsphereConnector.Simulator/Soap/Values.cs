namespace VsphereConnector.Simulator.Soap;

/// <summary>A reference to a managed object: its vim25 type and its id, such as <c>VirtualMachine</c> and <c>vm-42</c>.</summary>
public sealed record ManagedObjectReference(string Type, string Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Type}:{Id}";
}

/// <summary>A vim25 enumeration value. On the wire its type shows only where the declared type is <c>xsd:anyType</c>.</summary>
internal sealed record EnumValue(string Type, string Value);

/// <summary>A vim25 array: repeated elements as a field, <c>ArrayOf…</c> as the value of a property.</summary>
internal sealed record ValueArray(string ElementType, IReadOnlyList<object> Items)
{
    public static ValueArray Of(IEnumerable<ManagedObjectReference> references) =>
        new("ManagedObjectReference", [.. references]);

    public static ValueArray Of(IEnumerable<string> strings) => new("string", [.. strings]);

    public string TypeName => $"ArrayOf{char.ToUpperInvariant(ElementType[0])}{ElementType.AsSpan(1)}";
}

/// <summary>A field that the WSDL declares as <c>xsd:anyType</c>: its type is always written.</summary>
internal sealed record AnyValue(object Value);
