namespace VsphereConnector.Vim25.Values;

/// <summary>
/// Values read by name. A getter returns null where the value is unset or was not asked for, and throws
/// <see cref="VimProtocolException"/> where it is of another kind.
/// </summary>
public abstract class NamedValues
{
    /// <summary>The value of this name; unset if there is none.</summary>
    public abstract VimValue this[string name] { get; }

    /// <summary>Text, or an enumeration's constant.</summary>
    public string? GetString(string name) => Read(name, static value => value.AsString());

    /// <summary>A boolean.</summary>
    public bool? GetBoolean(string name) => Read(name, static value => value.AsBoolean());

    /// <summary>A number of 32 bits.</summary>
    public int? GetInt32(string name) => Read(name, static value => value.AsInt32());

    /// <summary>A number of 64 bits.</summary>
    public long? GetInt64(string name) => Read(name, static value => value.AsInt64());

    /// <summary>A floating-point number.</summary>
    public double? GetDouble(string name) => Read(name, static value => value.AsDouble());

    /// <summary>A moment in UTC.</summary>
    public DateTimeOffset? GetDateTime(string name) => Read(name, static value => value.AsDateTime());

    /// <summary>A reference to a managed object.</summary>
    public ManagedObjectReference? GetReference(string name) => Read(name, static value => value.AsReference());

    /// <summary>A data object.</summary>
    public DataObject? GetObject(string name) => Read(name, static value => value.AsObject());

    /// <summary>Bytes.</summary>
    public byte[]? GetBytes(string name) => Read(name, static value => value.AsBytes());

    /// <summary>An array's items; empty where unset.</summary>
    public virtual IReadOnlyList<VimValue> GetList(string name) => this[name].AsList();

    internal string RequireString(string name) => GetString(name) ?? throw Absent(name);

    internal long RequireInt64(string name) => GetInt64(name) ?? throw Absent(name);

    internal ManagedObjectReference RequireReference(string name) => GetReference(name) ?? throw Absent(name);

    internal IReadOnlyList<string> GetStrings(string name) => [.. GetList(name).Select(value => value.AsString() ?? "")];

    internal IReadOnlyList<ManagedObjectReference> GetReferences(string name) => [.. GetList(name).Select(value => value.AsReference()).OfType<ManagedObjectReference>()];

    internal IEnumerable<DataObject> GetObjects(string name) => GetList(name).Select(value => value.AsObject()).OfType<DataObject>();

    private T Read<T>(string name, Func<VimValue, T> read)
    {
        try
        {
            return read(this[name]);
        }
        catch (VimProtocolException e)
        {
            throw new VimProtocolException($"{name}: {e.Message}", e);
        }
    }

    private static VimProtocolException Absent(string name) => new($"The server's answer lacks '{name}', which the vSphere API requires.");
}
