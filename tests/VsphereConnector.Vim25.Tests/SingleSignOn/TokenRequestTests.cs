using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using VsphereConnector.Vim25.SingleSignOn;

namespace VsphereConnector.Vim25.Tests.SingleSignOn;

/// <summary>The signature is checked by .NET's own implementation of XML Signature.</summary>
public sealed class TokenRequestTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ByCertificate_Request_IsSignedOverTimestampAndBody()
    {
        using var certificate = MakeCertificate();

        var signed = Load(TokenRequest.ByCertificate(certificate, Now, TimeSpan.FromMinutes(5)));

        Assert.True(signed.CheckSignature(certificate, verifySignatureOnly: true));
        Assert.Equal(["#timestamp", "#body"], signed.SignedInfo!.References.Cast<Reference>().Select(reference => reference.Uri));
    }

    [Theory]
    [InlineData("00:05:00.000Z", "23:05:00.000Z")]
    [InlineData("/Bearer<", "/PublicKey<")]
    public void ByCertificate_RequestThatIsChanged_HasABrokenSignature(string from, string to)
    {
        using var certificate = MakeCertificate();
        var request = TokenRequest.ByCertificate(certificate, Now, TimeSpan.FromMinutes(5));

        var signed = Load(request.Replace(from, to, StringComparison.Ordinal));

        Assert.False(signed.CheckSignature(certificate, verifySignatureOnly: true));
    }

    [Fact]
    public void ByCertificate_KeyThatIsNotRsa_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now, Now.AddYears(1));

        Assert.Throws<ArgumentException>(() => TokenRequest.ByCertificate(certificate, Now, TimeSpan.FromMinutes(5)));
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=solution-user", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Now, Now.AddYears(1));
    }

    private static RequestWithIds Load(string request)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(request);
        var signed = new RequestWithIds(document);
        signed.LoadXml((XmlElement)document.GetElementsByTagName("ds:Signature")[0]!);
        return signed;
    }

    private sealed class RequestWithIds(XmlDocument document) : SignedXml(document)
    {
        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => document!.SelectNodes("//*")!
            .Cast<XmlElement>()
            .SingleOrDefault(element => element.Attributes.Cast<XmlAttribute>().Any(attribute => attribute.LocalName == "Id" && attribute.Value == idValue));
    }
}
