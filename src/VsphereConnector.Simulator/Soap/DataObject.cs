namespace VsphereConnector.Simulator.Soap;

/// <summary>
/// A vim25 data object: its type and its fields in the order of the WSDL. A field that is null is not written.
/// </summary>
internal sealed class DataObject(string type, params (string Name, object? Value)[] fields)
{
    public string Type => type;

    public IReadOnlyList<(string Name, object? Value)> Fields => fields;

    /// <summary>True where the field is declared with a base type, so that the wire must name the type.</summary>
    public bool IsSubtype { get; init; }

    public object? this[string name]
    {
        get
        {
            foreach (var field in fields)
            {
                if (field.Name == name)
                    return field.Value is AnyValue any ? any.Value : field.Value;
            }

            return null;
        }
    }
}
