using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace VsphereConnector.Simulator.SingleSignOn;

/// <summary>Finds who signed a request: the certificate in it, where its signature covers time stamp and body.</summary>
internal sealed class SignedRequest(XmlDocument request) : SignedXml(request)
{
    private const string SecurityUtility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    /// <summary>The certificate of the signer; null where there is no valid signature.</summary>
    public static X509Certificate2? SignerOf(XmlDocument request)
    {
        if (request.GetElementsByTagName("Signature", XmlDsigNamespaceUrl) is not { Count: 1 } signatures
            || request.GetElementsByTagName("BinarySecurityToken", SecurityTokenEndpoint.Security) is not { Count: 1 } certificates)
            return null;
        var signed = new SignedRequest(request);
        signed.LoadXml((XmlElement)signatures[0]!);
        var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(certificates[0]!.InnerText));
        return signed.Covers(request, "Timestamp", "Body") && signed.CheckSignature(certificate, verifySignatureOnly: true) ? certificate : null;
    }

    public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => document!.SelectNodes("//*")!
        .OfType<XmlElement>()
        .SingleOrDefault(element => element.GetAttribute("Id", SecurityUtility) == idValue);

    private bool Covers(XmlDocument document, params string[] names) => names.ToHashSet(StringComparer.Ordinal).SetEquals(
        SignedInfo!.References.OfType<Reference>().Select(reference => GetIdElement(document, reference.Uri!.TrimStart('#'))?.LocalName ?? ""));
}
