using System.Runtime.CompilerServices;
using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Values;

namespace VsphereConnector.Vim25.Properties;

/// <summary>The properties of one object, read by their paths as they were asked for.</summary>
public sealed class ObjectContent : NamedValues
{
    private readonly DataField[] _properties;

    internal ObjectContent(ManagedObjectReference obj, DataField[] properties, IReadOnlyList<MissingProperty> missingSet)
    {
        Obj = obj;
        _properties = properties;
        MissingSet = missingSet;
    }

    /// <summary>The object.</summary>
    public ManagedObjectReference Obj { get; }

    /// <summary>The properties that are set.</summary>
    public IReadOnlyList<DataField> PropSet => _properties;

    /// <summary>The properties that could not be read, with the reason: <see cref="NoPermission"/> on one does not fail the others.</summary>
    public IReadOnlyList<MissingProperty> MissingSet { get; }

    /// <inheritdoc/>
    public override VimValue this[string name]
    {
        get
        {
            foreach (ref readonly var property in _properties.AsSpan())
            {
                if (property.Name == name)
                    return property.Value;
            }

            return default;
        }
    }

    /// <summary>Returns the object.</summary>
    public override string ToString() => Obj.ToString();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ObjectContent From(DataObject content)
    {
        ManagedObjectReference? obj = null;
        List<MissingProperty>? missing = null;
        var properties = new List<DataField>(content.FieldSpan.Length);
        foreach (var (name, value) in content.FieldSpan)
        {
            if (name == "propSet" && value.AsObject() is { } property)
                properties.Add(new DataField(property["name"].AsString() ?? "", property["val"]));
            else if (name == "obj")
                obj = value.AsReference();
            else if (name == "missingSet" && value.AsObject() is { } entry)
                (missing ??= []).Add(MissingProperty.From(entry));
        }

        return new ObjectContent(obj ?? throw new VimProtocolException("The server sent properties without their object."), [.. properties], missing ?? []);
    }
}

/// <summary>A property that could not be read.</summary>
/// <param name="Path">The property.</param>
/// <param name="Fault">Why.</param>
public sealed record MissingProperty(string Path, MethodFault Fault)
{
    internal static MissingProperty From(DataObject missing) =>
        new(missing.GetString("path") ?? "", LocalizedFault.Read(missing, "fault"));
}
