using System.Globalization;
using VsphereConnector.Simulator.Faults;

namespace VsphereConnector.Simulator.Soap;

/// <summary>One element of a request: its name, its <c>xsi:type</c>, its <c>type</c> attribute (references), its text and its children.</summary>
internal sealed record SoapElement(string Name, string? XsiType, string? TypeAttribute, string Text, IReadOnlyList<SoapElement> Children)
{
    public SoapElement? Find(string name)
    {
        foreach (var child in Children)
        {
            if (child.Name == name)
                return child;
        }

        return null;
    }

    public SoapElement Required(string name) => Find(name) ?? throw Fault.InvalidArgument(name, $"'{name}' is missing.");

    public IEnumerable<SoapElement> All(string name) => Children.Where(child => child.Name == name);

    public IReadOnlyList<string> Strings(string name) => [.. All(name).Select(child => child.Text)];

    public string? String(string name) => Find(name)?.Text;

    public string RequiredString(string name) => Required(name).Text;

    public bool Bool(string name, bool absent = false) => Find(name)?.Text.Trim() switch
    {
        null => absent,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Fault.InvalidArgument(name, $"'{name}' is not a boolean."),
    };

    public int? Int(string name) => Number(name, static (string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public long? Long(string name) => Number(name, static (string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public DateTimeOffset? Time(string name) => Number(name, static (string text, out DateTimeOffset value) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value));

    public ManagedObjectReference? Reference(string name) => Find(name)?.AsReference();

    public ManagedObjectReference AsReference() => new(TypeAttribute ?? "", Text.Trim());

    private delegate bool Parser<T>(string text, out T value);

    private T? Number<T>(string name, Parser<T> parse)
        where T : struct
    {
        if (Find(name) is not { } element)
            return null;
        return parse(element.Text.Trim(), out var value) ? value : throw Fault.InvalidArgument(name, $"'{name}' is not valid: '{element.Text}'.");
    }
}
