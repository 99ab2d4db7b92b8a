using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace VsphereConnector.Simulator.SingleSignOn;

/// <summary>Signs SAML 2.0 bearer tokens with a certificate of its own, and tells tokens that it signed from others.</summary>
internal sealed class TokenSigner(TimeProvider time) : IDisposable
{
    /// <summary>Guests and vCenter tolerate clocks that differ by this much (VGAuth).</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(300);

    private Lazy<X509Certificate2> _certificate = new(() => MakeCertificate(time));

    /// <summary>The certificate, DER in base64: what guest aliases hold.</summary>
    public string Base64Certificate => Convert.ToBase64String(_certificate.Value.RawData);

    /// <summary>Signs with another certificate from now on.</summary>
    public void Renew() => _certificate = new(() => MakeCertificate(time));

    public string Issue(string subject, TimeSpan lifetime)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(Assertion(subject, time.GetUtcNow(), lifetime));
        using var key = _certificate.Value.GetRSAPrivateKey();
        var signed = new SignedXml(document) { SigningKey = key, KeyInfo = new KeyInfo() };
        signed.KeyInfo.AddClause(new KeyInfoX509Data(_certificate.Value));
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        var reference = new Reference($"#{document.DocumentElement!.GetAttribute("ID")}");
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.ComputeSignature();
        document.DocumentElement.InsertAfter(document.ImportNode(signed.GetXml(), deep: true), document.DocumentElement.FirstChild);
        return document.OuterXml;
    }

    /// <summary>Whom a token stands for; null where this did not sign it, it was changed, or it is not good now.</summary>
    public string? SubjectOf(string token)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        try
        {
            document.LoadXml(token);
        }
        catch (XmlException)
        {
            return null;
        }

        return IsSigned(document) && IsGoodNow(document) ? Element(document, "NameID")?.InnerText : null;
    }

    public void Dispose()
    {
        if (_certificate.IsValueCreated)
            _certificate.Value.Dispose();
    }

    private static string Assertion(string subject, DateTimeOffset now, TimeSpan lifetime) =>
        $"""
        <saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{Guid.NewGuid()}" IssueInstant="{Moment(now)}" Version="2.0"><saml2:Issuer>https://vsphere-simulator/websso/SAML2/Metadata/vsphere.local</saml2:Issuer><saml2:Subject><saml2:NameID Format="http://schemas.xmlsoap.org/claims/UPN">{System.Security.SecurityElement.Escape(subject)}</saml2:NameID><saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"></saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions NotBefore="{Moment(now)}" NotOnOrAfter="{Moment(now + lifetime)}"></saml2:Conditions></saml2:Assertion>
        """;

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static XmlElement? Element(XmlDocument document, string name) =>
        document.GetElementsByTagName(name, "urn:oasis:names:tc:SAML:2.0:assertion").OfType<XmlElement>().FirstOrDefault();

    private bool IsSigned(XmlDocument document)
    {
        if (document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl) is not { Count: 1 } signatures)
            return false;
        var signed = new SignedXml(document);
        signed.LoadXml((XmlElement)signatures[0]!);
        return signed.SignedInfo!.References is [Reference reference]
            && reference.Uri == $"#{document.DocumentElement!.GetAttribute("ID")}"
            && signed.CheckSignature(_certificate.Value, verifySignatureOnly: true);
    }

    private bool IsGoodNow(XmlDocument document)
    {
        var conditions = Element(document, "Conditions")!;
        var now = time.GetUtcNow();
        return now >= XmlConvert.ToDateTimeOffset(conditions.GetAttribute("NotBefore")) - ClockTolerance
            && now < XmlConvert.ToDateTimeOffset(conditions.GetAttribute("NotOnOrAfter")) + ClockTolerance;
    }

    private static X509Certificate2 MakeCertificate(TimeProvider time)
    {
        using var key = RSA.Create(2048);
        var now = time.GetUtcNow();
        return new CertificateRequest("CN=ssoserverSign", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }
}
