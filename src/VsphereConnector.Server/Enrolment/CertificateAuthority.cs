using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// The server's own certificate authority: it signs the certificates of the connectors and the one that the server shows to them, and
/// nothing else. Neither side trusts any other authority for this.
/// </summary>
internal sealed class CertificateAuthority(X509Certificate2 certificate, TimeProvider time) : IDisposable
{
    private const int SerialNumberLength = 16;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan OwnLifetime = TimeSpan.FromDays(3652);

    /// <summary>Guests' clocks are often hours behind, mostly by a time zone: what they verify is dated back by a day.</summary>
    private static readonly TimeSpan GuestClockSkew = TimeSpan.FromDays(1);

    private static readonly TimeSpan ServerClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>What connectors pin.</summary>
    public string CertificatePem => certificate.ExportCertificatePem();

    public static CertificateAuthority Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=VsphereConnector CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var made = request.Create(
            request.SubjectName, new FullLengthSignatures(key), now - GuestClockSkew, now + OwnLifetime, RandomNumberGenerator.GetBytes(SerialNumberLength));
        return new CertificateAuthority(made.CopyWithPrivateKey(key), time);
    }

    /// <summary>A certificate for a connector; only the key comes from the connector.</summary>
    public X509Certificate2 IssueForConnector(Guid connectorId, PublicKey key, TimeSpan lifetime)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={connectorId:D}"), key, HashAlgorithmName.SHA256);
        return Issue(request, ClientAuthentication, ServerClockSkew, lifetime);
    }

    /// <summary>A certificate, with its key, that the server shows under these names and addresses.</summary>
    public X509Certificate2 IssueForListener(IEnumerable<string> names, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=VsphereConnector", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(AlternativeNames(names));
        using var issued = Issue(request, ServerAuthentication, GuestClockSkew, lifetime);
        return issued.CopyWithPrivateKey(key);
    }

    /// <summary>Verifies a connector's certificate against this authority alone, at this moment or whenever it was valid.</summary>
    public X509ChainPolicy PolicyForConnectors() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { certificate },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        ApplicationPolicy = { new Oid(ClientAuthentication) },
        VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid,
        VerificationTime = time.GetUtcNow().LocalDateTime,
    };

    public void Dispose() => certificate.Dispose();

    private X509Certificate2 Issue(CertificateRequest request, string usage, TimeSpan skew, TimeSpan lifetime)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));

        // The generator is named, because a connector's key may be of another kind than the authority's: RSA where a machine has no elliptic curves.
        using var key = certificate.GetECDsaPrivateKey()!;
        var now = time.GetUtcNow();
        return request.Create(
            certificate.SubjectName,
            new FullLengthSignatures(key),
            Latest(now - skew, new DateTimeOffset(certificate.NotBefore)),
            Earliest(now + lifetime, new DateTimeOffset(certificate.NotAfter)),
            RandomNumberGenerator.GetBytes(SerialNumberLength));
    }

    private static X509Extension AlternativeNames(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                builder.AddIpAddress(address);
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        return builder.Build();
    }

    private static DateTimeOffset Latest(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earliest(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
