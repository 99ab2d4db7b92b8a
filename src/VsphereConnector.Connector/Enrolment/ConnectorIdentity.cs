using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>The connector's private key and certificate.</summary>
internal sealed class ConnectorIdentity : IDisposable
{
    private ConnectorIdentity(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    public DateTimeOffset Ends => new(Certificate.NotAfter.ToUniversalTime());

    public DateTimeOffset Begins => new(Certificate.NotBefore.ToUniversalTime());

    /// <summary>Reads what <see cref="NewKey.Complete"/> wrote.</summary>
    /// <exception cref="CryptographicException">It is no key with its certificate.</exception>
    public static ConnectorIdentity Parse(byte[] pem)
    {
        try
        {
            var text = Encoding.ASCII.GetString(pem);
            return new(Usable(X509Certificate2.CreateFromPem(text, text)));
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException("The private key does not belong to the certificate.", exception);
        }
    }

    public void Dispose() => Certificate.Dispose();

    /// <summary>Windows uses a key in TLS only when it has a container: through PKCS#12 it gets one.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }
}
