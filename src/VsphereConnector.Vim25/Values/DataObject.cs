using System.Runtime.CompilerServices;

namespace VsphereConnector.Vim25.Values;

/// <summary>One field of a data object.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct DataField(string Name, VimValue Value);

/// <summary>A vSphere data object: its type and its fields in the order in which they were sent.</summary>
public sealed class DataObject : NamedValues, IEquatable<DataObject>
{
    private readonly DataField[] _fields;

    /// <summary>Makes a data object.</summary>
    /// <param name="type">The type's name in the WSDL; empty where the declared type is meant.</param>
    /// <param name="fields">The fields, in the order of the WSDL; an unboxed array is its name repeated.</param>
    public DataObject(string type, params ReadOnlySpan<DataField> fields)
        : this(type, fields.ToArray())
    {
    }

    internal DataObject(string type, DataField[] ownedFields)
    {
        Type = type;
        _fields = ownedFields;
    }

    /// <summary>A data object without type and fields.</summary>
    public static DataObject Empty { get; } = new("", Array.Empty<DataField>());

    /// <summary>The type's name; empty where the server sent none, because the declared type was meant.</summary>
    public string Type { get; }

    /// <summary>The fields, in order. An array that is not boxed appears as several fields of one name.</summary>
    public IReadOnlyList<DataField> Fields => _fields;

    internal ReadOnlySpan<DataField> FieldSpan => _fields;

    /// <inheritdoc/>
    public override VimValue this[string name]
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            foreach (ref readonly var field in _fields.AsSpan())
            {
                if (field.Name == name)
                    return field.Value;
            }

            return default;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<VimValue> GetList(string name)
    {
        var items = new List<VimValue>();
        foreach (ref readonly var field in _fields.AsSpan())
        {
            if (field.Name == name)
                items.Add(field.Value);
        }

        return items is [var only] ? only.AsList() : items;
    }

    /// <inheritdoc/>
    public bool Equals(DataObject? other) =>
        other is not null && Type == other.Type && _fields.AsSpan().SequenceEqual(other._fields);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DataObject);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, _fields.Length);

    /// <summary>The type and the names of the fields; never their values, which may be secret.</summary>
    public override string ToString() => $"{(Type.Length == 0 ? "(declared type)" : Type)} {{ {string.Join(", ", _fields.Select(field => field.Name))} }}";
}
