using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>A key pair made on this endpoint (ECDSA P-256), which never leaves it.</summary>
internal sealed class NewKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A PKCS#10 request in PEM. The server takes the public key from it and nothing else.</summary>
    public string CreateRequest() => new CertificateRequest("CN=vlink", _key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    /// <summary>Key and certificate as one PEM file.</summary>
    /// <exception cref="CryptographicException">The certificate is for another key.</exception>
    public byte[] Complete(string certificatePem)
    {
        var identity = Encoding.ASCII.GetBytes($"{_key.ExportPkcs8PrivateKeyPem()}\n{certificatePem.Trim()}\n");
        ConnectorIdentity.Parse(identity).Dispose();
        return identity;
    }

    public void Dispose() => _key.Dispose();
}
