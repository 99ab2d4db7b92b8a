using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>
/// A key pair made on this endpoint, which never leaves it: ECDSA P-256, or RSA with 3072 bits where Windows' key storage has no elliptic curves.
/// </summary>
internal sealed class NewKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key = Create();

    /// <summary>A PKCS#10 request in PEM. The server takes the public key from it and nothing else.</summary>
    public string CreateRequest()
    {
        var request = _key is ECDsa ecdsa
            ? new CertificateRequest("CN=vlink", ecdsa, HashAlgorithmName.SHA256)
            : new CertificateRequest("CN=vlink", (RSA)_key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSigningRequestPem();
    }

    /// <summary>Key and certificate as one PEM file.</summary>
    /// <exception cref="CryptographicException">The certificate is for another key.</exception>
    public byte[] Complete(string certificatePem)
    {
        var identity = Encoding.ASCII.GetBytes($"{_key.ExportPkcs8PrivateKeyPem()}\n{certificatePem.Trim()}\n");
        ConnectorIdentity.Parse(identity).Dispose();
        return identity;
    }

    public void Dispose() => _key.Dispose();

    private static AsymmetricAlgorithm Create()
    {
        try
        {
            return ECDsa.Create(ECCurve.NamedCurves.nistP256);
        }
        catch (CryptographicException) when (OperatingSystem.IsWindows())
        {
            return new RSACryptoServiceProvider(WindowsKeyContainer.KeyBits);
        }
    }
}
