using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// The certificate of the API that the server's own authority issues. vCenter keeps its fingerprint where the plug-in is registered, so it
/// outlives restarts (<c>api.pfx</c> in the data folder, encrypted) and is replaced only near its end, or for a name that it lacks.
/// </summary>
internal sealed class ApiCertificate(
    string folder, IDataProtectionProvider protection, CertificateAuthority authority, IEnumerable<string> _names, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(825);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);

    private readonly Lock _swap = new();
    private readonly string[] _names = [.. _names.Distinct(StringComparer.OrdinalIgnoreCase)];
    private readonly IDataProtector _protector = protection.CreateProtector("VsphereConnector.ApiCertificate");
    private SslStreamCertificateContext? _current;

    /// <summary>The certificate to show now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_swap)
            {
                return _current is { } current && !IsNearItsEnd(current.TargetCertificate) ? current : _current = Open();
            }
        }
    }

    private string FilePath => Path.Combine(folder, "api.pfx");

    public void Dispose() => _current?.TargetCertificate.Dispose();

    private SslStreamCertificateContext Open()
    {
        var certificate = Load() is { } stored && IsGood(stored) ? stored : Issue();
        return SslStreamCertificateContext.Create(certificate, [authority.Certificate], offline: true);
    }

    private X509Certificate2? Load()
    {
        try
        {
            return File.Exists(FilePath)
                ? X509CertificateLoader.LoadPkcs12(_protector.Unprotect(File.ReadAllBytes(FilePath)), null, X509KeyStorageFlags.Exportable)
                : null;
        }
        catch (CryptographicException)
        {
            return null; // of other keys or damaged: a new one does as well
        }
    }

    private bool IsGood(X509Certificate2 certificate) =>
        !IsNearItsEnd(certificate)
        && certificate.IssuerName.RawData.SequenceEqual(authority.Certificate.SubjectName.RawData)
        && certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier is { } issuer
        && issuer.Span.SequenceEqual(authority.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Span)
        && _names.All(Names(certificate).Contains);

    private static HashSet<string> Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        return new(names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())), StringComparer.OrdinalIgnoreCase);
    }

    private bool IsNearItsEnd(X509Certificate2 certificate) => time.GetUtcNow() >= new DateTimeOffset(certificate.NotAfter) - RenewBefore;

    private X509Certificate2 Issue()
    {
        var issued = authority.IssueForListener(_names, Lifetime);
        OwnerFile.Write(FilePath, _protector.Protect(issued.Export(X509ContentType.Pkcs12)));
        return issued;
    }
}
