using System.Globalization;

namespace VsphereConnector.Vim25.Values;

/// <summary>
/// One value of vSphere's <c>anyType</c>, without a generated type for it. Sixteen bytes; numbers, booleans and dates are not boxed.
/// </summary>
/// <remarks>
/// The <c>As…</c> methods return null for an unset value, read text where the server sent no type, and throw
/// <see cref="VimProtocolException"/> for a value of another kind.
/// </remarks>
public readonly struct VimValue : IEquatable<VimValue>
{
    private static readonly Scalar BooleanScalar = new(VimValueKind.Boolean);
    private static readonly Scalar IntegerScalar = new(VimValueKind.Integer);
    private static readonly Scalar DoubleScalar = new(VimValueKind.Double);
    private static readonly Scalar DateTimeScalar = new(VimValueKind.DateTime);

    private readonly object? _content;
    private readonly long _bits;

    private VimValue(object? content, long bits = 0) => (_content, _bits) = (content, bits);

    /// <summary>What this value holds.</summary>
    public VimValueKind Kind => _content switch
    {
        null => VimValueKind.Null,
        string => VimValueKind.Text,
        Scalar scalar => scalar.Kind,
        ManagedObjectReference => VimValueKind.Reference,
        DataObject => VimValueKind.Object,
        VimValue[] => VimValueKind.List,
        _ => VimValueKind.Bytes,
    };

    /// <summary>Whether nothing is set.</summary>
    public bool IsNull => _content is null;

    /// <summary>Makes a text value.</summary>
    public static VimValue Of(string? value) => new(value);

    /// <summary>Makes a boolean value.</summary>
    public static VimValue Of(bool value) => new(BooleanScalar, value ? 1 : 0);

    /// <summary>Makes a whole number.</summary>
    public static VimValue Of(long value) => new(IntegerScalar, value);

    /// <summary>Makes a floating-point number.</summary>
    public static VimValue Of(double value) => new(DoubleScalar, BitConverter.DoubleToInt64Bits(value));

    /// <summary>Makes a moment; its offset is not kept, only the moment itself.</summary>
    public static VimValue Of(DateTimeOffset value) => new(DateTimeScalar, value.UtcTicks);

    /// <summary>Makes a reference.</summary>
    public static VimValue Of(ManagedObjectReference? value) => new(value);

    /// <summary>Makes a data object.</summary>
    public static VimValue Of(DataObject? value) => new(value);

    /// <summary>Makes a value of bytes. The array is not copied.</summary>
    public static VimValue Of(byte[]? value) => new(value);

    /// <summary>Makes an array.</summary>
    public static VimValue OfList(params ReadOnlySpan<VimValue> items) => new(items.ToArray());

    internal static VimValue OfOwnedList(VimValue[] items) => new(items);

    /// <summary>The text, or any scalar in its XML form; null if unset.</summary>
    public string? AsString() => _content switch
    {
        null => null,
        string text => text,
        Scalar or byte[] => ToText(),
        _ => throw Mismatch("text"),
    };

    /// <summary>The boolean, or null if unset.</summary>
    public bool? AsBoolean() => _content switch
    {
        null => null,
        Scalar { Kind: VimValueKind.Boolean } => _bits != 0,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Mismatch("a boolean"),
    };

    /// <summary>The whole number, or null if unset.</summary>
    public long? AsInt64() => _content switch
    {
        null => null,
        Scalar { Kind: VimValueKind.Integer } => _bits,
        string text when VimText.TryParse(text, out long number) => number,
        _ => throw Mismatch("a whole number"),
    };

    /// <summary>The whole number, or null if unset.</summary>
    /// <exception cref="VimProtocolException">It does not fit 32 bits.</exception>
    public int? AsInt32() => AsInt64() switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var number => (int)number,
        _ => throw Mismatch("a number of 32 bits"),
    };

    /// <summary>The number, or null if unset.</summary>
    public double? AsDouble() => _content switch
    {
        null => null,
        Scalar { Kind: VimValueKind.Double } => BitConverter.Int64BitsToDouble(_bits),
        Scalar { Kind: VimValueKind.Integer } => _bits,
        string text when VimText.TryParse(text, out double number) => number,
        _ => throw Mismatch("a number"),
    };

    /// <summary>The moment in UTC, or null if unset.</summary>
    public DateTimeOffset? AsDateTime() => _content switch
    {
        null => null,
        Scalar { Kind: VimValueKind.DateTime } => new DateTimeOffset(_bits, TimeSpan.Zero),
        string text when VimText.TryParse(text, out DateTimeOffset moment) => moment,
        _ => throw Mismatch("a date and time"),
    };

    /// <summary>The reference, or null if unset.</summary>
    public ManagedObjectReference? AsReference() => _content switch
    {
        null => null,
        ManagedObjectReference reference => reference,
        _ => throw Mismatch("a managed object reference"),
    };

    /// <summary>The data object, or null if unset.</summary>
    public DataObject? AsObject() => _content switch
    {
        null => null,
        DataObject value => value,
        string { Length: 0 } => DataObject.Empty,
        _ => throw Mismatch("a data object"),
    };

    /// <summary>The bytes, or null if unset.</summary>
    public byte[]? AsBytes() => _content switch
    {
        null => null,
        byte[] bytes => bytes,
        string text when VimText.TryParse(text, out byte[] bytes) => bytes,
        _ => throw Mismatch("base64 bytes"),
    };

    /// <summary>The array's items: none if unset; a value that is not an array is a list of itself.</summary>
    public IReadOnlyList<VimValue> AsList() => _content switch
    {
        null => [],
        VimValue[] items => items,
        DataObject { Fields.Count: 0 } => [],
        _ => [this],
    };

    /// <inheritdoc/>
    public bool Equals(VimValue other) =>
        Kind == other.Kind && Kind switch
        {
            VimValueKind.List => ((VimValue[])_content!).AsSpan().SequenceEqual((VimValue[])other._content!),
            VimValueKind.Bytes => ((byte[])_content!).AsSpan().SequenceEqual((byte[])other._content!),
            _ => _bits == other._bits && Equals(_content, other._content),
        };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VimValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind is VimValueKind.List or VimValueKind.Bytes ? (int)Kind : HashCode.Combine(_content, _bits);

    /// <summary>Whether both hold the same.</summary>
    public static bool operator ==(VimValue left, VimValue right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(VimValue left, VimValue right) => !left.Equals(right);

    /// <summary>The value for people to read; not a format to parse.</summary>
    public override string ToString() => _content switch
    {
        null => "unset",
        VimValue[] items => $"[{string.Join(", ", items)}]",
        Scalar or byte[] => ToText(),
        _ => _content.ToString()!,
    };

    private string ToText() => Kind switch
    {
        VimValueKind.Boolean => _bits != 0 ? "true" : "false",
        VimValueKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
        VimValueKind.Double => VimText.Format(BitConverter.Int64BitsToDouble(_bits)),
        VimValueKind.DateTime => VimText.Format(new DateTimeOffset(_bits, TimeSpan.Zero)),
        _ => Convert.ToBase64String((byte[])_content!),
    };

    private VimProtocolException Mismatch(string wanted) =>
        new($"The server sent a value of kind {Kind} where {wanted} belongs.");

    private sealed class Scalar(VimValueKind kind)
    {
        public VimValueKind Kind { get; } = kind;
    }
}
