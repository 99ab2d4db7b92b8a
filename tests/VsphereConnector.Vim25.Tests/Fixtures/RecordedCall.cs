using System.Xml.Linq;

namespace VsphereConnector.Vim25.Tests.Fixtures;

/// <summary>A call as it arrived.</summary>
internal sealed record RecordedCall(string Text, XElement Method, string? Cookie, string? SoapAction)
{
    private static readonly XName TypeAttribute = XName.Get("type", "http://www.w3.org/2001/XMLSchema-instance");

    public string Name => Method.Name.LocalName;

    /// <summary>The value of a direct argument.</summary>
    public string? this[string name] => Method.Element(Method.Name.Namespace + name)?.Value;

    /// <summary>The call's elements in order, as <c>name</c>, <c>name:Type</c> and <c>name(children)</c>.</summary>
    public string Shape => string.Join(' ', Method.Elements().Skip(1).Select(Describe));

    private static string Describe(XElement element)
    {
        var type = element.Attribute(TypeAttribute) is { } attribute ? $":{attribute.Value}" : "";
        var children = element.HasElements ? $"({string.Join(' ', element.Elements().Select(Describe))})" : "";
        return element.Name.LocalName + type + children;
    }
}
