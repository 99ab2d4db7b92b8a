using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VsphereConnector.Vim25.Soap;

namespace VsphereConnector.Vim25.SingleSignOn;

/// <summary>A WS-Security signature with an X.509 certificate (X.509 token profile 1.0; XML Signature, RSA-SHA256, exclusive canonicalization).</summary>
internal static class RequestSignature
{
    private const string Signatures = "http://www.w3.org/2000/09/xmldsig#";
    private const string Canonicalization = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    private const string Base64Binary = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
    private const string X509v3 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

    /// <summary>The certificate as a security token, and the signature over parts that are in canonical form already.</summary>
    public static string Of(X509Certificate2 certificate, params ReadOnlySpan<(string Id, string Canonical)> parts)
    {
        using var key = certificate.GetRSAPrivateKey()
            ?? throw new ArgumentException($"The certificate {certificate.Subject} has no RSA key: vCenter's token service takes no other.", nameof(certificate));
        var signedInfo = SignedInfo(parts);
        var signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(signedInfo), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return $"""<wsse:BinarySecurityToken xmlns:wsu="{SoapNamespaces.SecurityUtility}" EncodingType="{Base64Binary}" ValueType="{X509v3}" wsu:Id="certificate">{Convert.ToBase64String(certificate.RawData)}</wsse:BinarySecurityToken>"""
            + $"""<ds:Signature xmlns:ds="{Signatures}">{signedInfo}<ds:SignatureValue>{signature}</ds:SignatureValue>"""
            + $"""<ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI="#certificate" ValueType="{X509v3}"/></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>""";
    }

    private static string SignedInfo(ReadOnlySpan<(string Id, string Canonical)> parts)
    {
        var text = new StringBuilder(
            $"""<ds:SignedInfo xmlns:ds="{Signatures}"><ds:CanonicalizationMethod Algorithm="{Canonicalization}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="{RsaSha256}"></ds:SignatureMethod>""");
        foreach (var (id, canonical) in parts)
        {
            var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
            text.Append($"""<ds:Reference URI="#{id}"><ds:Transforms><ds:Transform Algorithm="{Canonicalization}"></ds:Transform></ds:Transforms>""")
                .Append($"""<ds:DigestMethod Algorithm="{Sha256}"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>""");
        }

        return text.Append("</ds:SignedInfo>").ToString();
    }
}
