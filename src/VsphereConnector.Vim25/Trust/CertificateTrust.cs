using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Vim25.Trust;

/// <summary>How a server's certificate is judged. There is no "trust all".</summary>
public abstract class CertificateTrust
{
    private protected CertificateTrust()
    {
    }

    /// <summary>The certificate authorities of this machine; the host name must match.</summary>
    public static CertificateTrust System { get; } = new SystemTrust();

    /// <summary>Just these certificate authorities; the host name must match.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static CertificateTrust ByCertificateAuthority(X509Certificate2Collection authorities)
    {
        ArgumentNullException.ThrowIfNull(authorities);
        return authorities.Count > 0
            ? new AuthorityTrust(authorities)
            : throw new ArgumentException("Give at least one certificate authority.", nameof(authorities));
    }

    /// <summary>Just the certificate of this thumbprint, whatever its name, issuer and dates say.</summary>
    /// <param name="thumbprint">SHA-256 (64 digits) or SHA-1 (40 digits) in hexadecimal, with or without colons.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static CertificateTrust ByThumbprint(string thumbprint) => new ThumbprintTrust(Thumbprint.Parse(thumbprint));

    /// <summary>Judges the certificate in handshakes of another HTTP client to the same server in the same way.</summary>
    /// <param name="options">The client's TLS options.</param>
    /// <param name="authority">Host and port, for the texts of errors.</param>
    public abstract void Configure(SslClientAuthenticationOptions options, string authority);
}
