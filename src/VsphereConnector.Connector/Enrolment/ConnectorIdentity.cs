using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>The connector's private key and certificate.</summary>
internal sealed class ConnectorIdentity : IDisposable
{
    private const string RsaKey = "1.2.840.113549.1.1.1";

    private readonly IDisposable? _container;

    private ConnectorIdentity(X509Certificate2 certificate, IDisposable? container = null) => (Certificate, _container) = (certificate, container);

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What a TLS client shows. The server has the certificate's issuer: the system's certificates are not searched for it.</summary>
    public SslStreamCertificateContext ForTls => field ??= SslStreamCertificateContext.Create(
        Certificate, additionalCertificates: null, offline: true, SslCertificateTrust.CreateForX509Collection([]));

    public DateTimeOffset Ends => new(Certificate.NotAfter.ToUniversalTime());

    public DateTimeOffset Begins => new(Certificate.NotBefore.ToUniversalTime());

    /// <summary>Reads what <see cref="NewKey.Complete"/> wrote.</summary>
    /// <exception cref="CryptographicException">It is no key with its certificate.</exception>
    public static ConnectorIdentity Parse(byte[] pem)
    {
        try
        {
            var text = Encoding.ASCII.GetString(pem);
            return OperatingSystem.IsWindows() ? ParseOnWindows(text) : new(X509Certificate2.CreateFromPem(text, text));
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException("The private key does not belong to the certificate.", exception);
        }
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _container?.Dispose();
    }

    /// <summary>Windows uses a key in TLS only when it has a container: through PKCS#12 it gets one.</summary>
    [SupportedOSPlatform("windows")]
    private static ConnectorIdentity ParseOnWindows(string text)
    {
        var certificate = X509Certificate2.CreateFromPem(text);
        if (certificate.GetKeyAlgorithm() == RsaKey)
        {
            var container = new WindowsKeyContainer(text);
            container.Join(certificate);
            return new(certificate, container);
        }

        certificate.Dispose();
        using var ephemeral = X509Certificate2.CreateFromPem(text, text);
        return new(X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), password: null));
    }
}
