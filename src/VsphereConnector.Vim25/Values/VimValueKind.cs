namespace VsphereConnector.Vim25.Values;

/// <summary>What a <see cref="VimValue"/> holds.</summary>
public enum VimValueKind
{
    /// <summary>Nothing: the property is unset.</summary>
    Null,

    /// <summary>A string, an enumeration's constant, or text whose type the server did not say.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of any size up to 64 bits.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Double,

    /// <summary>A moment, kept in UTC.</summary>
    DateTime,

    /// <summary>Bytes (<c>xsd:base64Binary</c>).</summary>
    Bytes,

    /// <summary>A reference to a managed object.</summary>
    Reference,

    /// <summary>A data object with named fields.</summary>
    Object,

    /// <summary>An array (<c>ArrayOf…</c>).</summary>
    List,
}
