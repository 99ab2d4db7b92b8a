using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Enrolment;

public sealed class CertificateAuthorityTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void IssueForConnector_AnyIdAndLifetime_VerifiesWithItsAuthorityOnly()
    {
        using var authority = CertificateAuthority.Create(_time);
        using var foreign = CertificateAuthority.Create(_time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var property = Prop.ForAll<Guid, PositiveInt>((id, days) =>
        {
            using var certificate = authority.IssueForConnector(id, new PublicKey(key), TimeSpan.FromDays(days.Get));
            return Verifies(authority, certificate)
                && !Verifies(foreign, certificate)
                && certificate.GetNameInfo(X509NameType.SimpleName, false) == id.ToString("D")
                && certificate.NotBefore.ToUniversalTime() == _time.GetUtcNow().UtcDateTime.AddMinutes(-5)
                && certificate.NotAfter <= authority.Certificate.NotAfter;
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), property);
    }

    [Fact]
    public void IssueForConnector_AnRsaKey_VerifiesAsWell()
    {
        using var authority = CertificateAuthority.Create(_time);
        using var key = RSA.Create(3072);

        using var certificate = authority.IssueForConnector(Guid.NewGuid(), new PublicKey(key), TimeSpan.FromDays(1));

        Assert.True(Verifies(authority, certificate));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void IssueForConnector_Twice_GivesTwoRandomSerials()
    {
        using var authority = CertificateAuthority.Create(_time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var first = authority.IssueForConnector(Guid.Empty, new PublicKey(key), TimeSpan.FromDays(1));
        using var second = authority.IssueForConnector(Guid.Empty, new PublicKey(key), TimeSpan.FromDays(1));

        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.InRange(first.SerialNumberBytes.Length, 14, 17);
    }

    [Fact]
    public void WhateverItSigns_HasNoNumberThatBeginsWithZeros()
    {
        for (var authorities = 0; authorities < 300; authorities++)
        {
            using var authority = CertificateAuthority.Create(_time);
            using var issued = authority.IssueForListener(["localhost"], TimeSpan.FromDays(1));

            Assert.All(NumbersOf(authority.Certificate).Concat(NumbersOf(issued)), number => Assert.NotEqual(0, number >> 248));
        }
    }

    [Fact]
    public void PolicyForConnectors_CertificateOfListener_IsRefused()
    {
        using var authority = CertificateAuthority.Create(_time);

        using var certificate = authority.IssueForListener(["localhost"], TimeSpan.FromDays(90));

        Assert.False(Verifies(authority, certificate));
    }

    [Fact]
    public void VerifiedKey_OwnSignature_GivesTheKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var verified = CertificateSigningRequest.VerifiedKey(Request(key).CreateSigningRequestPem());

        Assert.Equal(key.ExportSubjectPublicKeyInfo(), verified.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void VerifiedKey_SignatureOfAnotherKey_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = new CertificateRequest(new X500DistinguishedName("CN=x"), new PublicKey(key), HashAlgorithmName.SHA256);

        var pem = PemEncoding.WriteString(
            "CERTIFICATE REQUEST", forged.CreateSigningRequest(X509SignatureGenerator.CreateForECDsa(other)));

        Refused(pem);
    }

    [Fact]
    public void VerifiedKey_OtherKindsOfKey_AreRefused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var byRsa = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        Refused(Request(p384).CreateSigningRequestPem());
        Refused(byRsa.CreateSigningRequestPem());
    }

    [Fact]
    public void VerifiedKey_AnyDamage_IsRefusedOrGivesTheSameKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = Request(key).CreateSigningRequest();

        var property = Prop.ForAll<NonNegativeInt, byte>((position, value) =>
        {
            var damaged = good.ToArray();
            damaged[position.Get % damaged.Length] = value;
            try
            {
                var verified = CertificateSigningRequest.VerifiedKey(PemEncoding.WriteString("CERTIFICATE REQUEST", damaged));
                return verified.ExportSubjectPublicKeyInfo().SequenceEqual(key.ExportSubjectPublicKeyInfo());
            }
            catch (EnrolmentRefusedException)
            {
                return true;
            }
        });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), property);
    }

    [Fact]
    public void ListenerCertificate_PastTwoThirdsOfItsLife_IsReplaced()
    {
        using var authority = CertificateAuthority.Create(_time);
        using var listener = new ListenerCertificate(authority, ["server.example", "192.0.2.1"], _time);
        var first = listener.Current;

        _time.Advance(TimeSpan.FromDays(59));
        Assert.Same(first, listener.Current);
        _time.Advance(TimeSpan.FromDays(2));

        Assert.NotSame(first, listener.Current);
        Assert.True(listener.Current.TargetCertificate.MatchesHostname("server.example"));
        Assert.True(listener.Current.TargetCertificate.MatchesHostname("192.0.2.1"));
        Assert.False(listener.Current.TargetCertificate.MatchesHostname("other.example"));
    }

    private static CertificateRequest Request(ECDsa key) => new("CN=anything", key, HashAlgorithmName.SHA256);

    private static void Refused(string pem)
    {
        var refused = Assert.Throws<EnrolmentRefusedException>(() => CertificateSigningRequest.VerifiedKey(pem));
        Assert.Equal("certificate-request-invalid", refused.Error.Code);
    }

    /// <summary>The two of which an ECDSA signature consists.</summary>
    private static BigInteger[] NumbersOf(X509Certificate2 certificate)
    {
        var parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        parts.ReadEncodedValue(); // what is signed
        parts.ReadEncodedValue(); // how
        var signature = new AsnReader(parts.ReadBitString(out _), AsnEncodingRules.DER).ReadSequence();
        return [signature.ReadInteger(), signature.ReadInteger()];
    }

    private static bool Verifies(CertificateAuthority authority, X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = authority.PolicyForConnectors() };
        return chain.Build(certificate);
    }
}
