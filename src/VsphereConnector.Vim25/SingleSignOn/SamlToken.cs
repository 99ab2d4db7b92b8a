using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace VsphereConnector.Vim25.SingleSignOn;

/// <summary>A SAML 2.0 bearer token. It is as good as a password while it lasts: it is never stored, and its text does not show it.</summary>
public sealed record SamlToken
{
    private static readonly XNamespace Saml = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static readonly XNamespace Signatures = "http://www.w3.org/2000/09/xmldsig#";

    /// <summary>The token as it was issued, byte for byte: any change would break its signature.</summary>
    public required string Xml { get; init; }

    /// <summary>Whom it stands for, as guest aliases name it: <c>Subject/NameID</c>, such as <c>svc-connector@VSPHERE.LOCAL</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Good from here on. Guests tolerate clocks that differ by 300 s (VGAuth).</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Good until here.</summary>
    public required DateTimeOffset NotOnOrAfter { get; init; }

    /// <summary>
    /// The certificate of who signed it (DER in base64, no line breaks), which AddGuestAlias takes; null where the token does not carry it.
    /// </summary>
    public string? IssuerCertificate { get; init; }

    /// <summary>Reads what a token says of itself. The signature is for those to check to whom the token is shown.</summary>
    /// <exception cref="FormatException">It is no SAML 2.0 bearer token.</exception>
    public static SamlToken Parse(string xml)
    {
        ArgumentException.ThrowIfNullOrEmpty(xml);
        try
        {
            return Read(xml, Load(xml));
        }
        catch (XmlException e)
        {
            throw new FormatException($"The token is not well-formed: {e.Message}", e);
        }
    }

    /// <summary>Returns the subject and the end, never the token.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"SAML token of {Subject} until {NotOnOrAfter:u}");

    private static XElement Load(string xml)
    {
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XElement.Load(reader);
    }

    private static SamlToken Read(string xml, XElement assertion)
    {
        if (assertion.Name != Saml + "Assertion")
            throw new FormatException($"The token is a '{assertion.Name.LocalName}', no SAML 2.0 assertion.");
        var subject = Required(assertion, "Subject");
        if (subject.Elements(Saml + "SubjectConfirmation").All(confirmation => (string?)confirmation.Attribute("Method") != "urn:oasis:names:tc:SAML:2.0:cm:bearer"))
            throw new FormatException("The token is none of the kind 'bearer': guests take no other.");
        var conditions = Required(assertion, "Conditions");
        return new SamlToken
        {
            Xml = xml,
            Subject = Required(subject, "NameID").Value.Trim(),
            NotBefore = Moment(conditions, "NotBefore"),
            NotOnOrAfter = Moment(conditions, "NotOnOrAfter"),
            IssuerCertificate = assertion.Element(Signatures + "Signature")?.Descendants(Signatures + "X509Certificate").FirstOrDefault() is { } certificate
                ? string.Concat(certificate.Value.Where(character => !char.IsWhiteSpace(character)))
                : null,
        };
    }

    private static XElement Required(XElement parent, string name) =>
        parent.Element(Saml + name) ?? throw new FormatException($"The token has no {name}.");

    private static DateTimeOffset Moment(XElement conditions, string name) =>
        DateTimeOffset.TryParse((string?)conditions.Attribute(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : throw new FormatException($"The token's {name} is no moment.");
}
