using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Server.Enrolment;

/// <summary>Reads what a connector wants to have signed. Nothing but the public key is taken from it.</summary>
internal static class CertificateSigningRequest
{
    private const string NistP256 = "1.2.840.10045.3.1.7";
    private const int LeastRsaBits = 3072, MostRsaBits = 4096;

    /// <summary>The key of a PKCS#10 request in PEM, once it is shown that the sender holds its private part.</summary>
    /// <exception cref="EnrolmentRefusedException">It is no such request, its signature is wrong, or the key is neither ECDSA P-256 nor RSA with 3072 to 4096 bits.</exception>
    public static PublicKey VerifiedKey(string pem)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256);
            using var ecdsa = request.PublicKey.GetECDsaPublicKey();
            using var rsa = request.PublicKey.GetRSAPublicKey();
            return ecdsa?.ExportParameters(false).Curve.Oid.Value == NistP256 || rsa?.KeySize is >= LeastRsaBits and <= MostRsaBits
                ? request.PublicKey
                : throw EnrolmentRefusedException.InvalidCertificateRequest("its key is neither ECDSA P-256 nor RSA with 3072 to 4096 bits");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or PlatformNotSupportedException)
        {
            throw EnrolmentRefusedException.InvalidCertificateRequest("it is not a PKCS#10 request in PEM that verifies with its own key");
        }
    }
}
