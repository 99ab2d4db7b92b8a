using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Vim25.Trust;

/// <summary>A certificate's fingerprint, as vSphere shows it: SHA-1 or SHA-256 over its DER form.</summary>
public sealed class Thumbprint
{
    private readonly byte[] _hash;

    private Thumbprint(byte[] hash) => _hash = hash;

    /// <summary>The hash algorithm.</summary>
    public HashAlgorithmName Algorithm => _hash.Length == SHA256.HashSizeInBytes ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;

    /// <summary>Reads hexadecimal digits, with or without colons and blanks.</summary>
    /// <exception cref="ArgumentException">It is no SHA-1 or SHA-256 fingerprint.</exception>
    public static Thumbprint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length is 2 * SHA1.HashSizeInBytes or 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? new Thumbprint(Convert.FromHexString(digits))
            : throw new ArgumentException($"'{text}' is no thumbprint: give 64 (SHA-256) or 40 (SHA-1) hexadecimal digits, with or without colons.", nameof(text));
    }

    /// <summary>The SHA-256 fingerprint of a certificate.</summary>
    public static Thumbprint Of(X509Certificate certificate) => Of(certificate, HashAlgorithmName.SHA256);

    internal static Thumbprint Of(X509Certificate certificate, HashAlgorithmName algorithm)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new Thumbprint(certificate.GetCertHash(algorithm));
    }

    /// <summary>Whether this is the fingerprint of the certificate.</summary>
    public bool Matches(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return CryptographicOperations.FixedTimeEquals(_hash, certificate.GetCertHash(Algorithm));
    }

    /// <summary>Returns the digits in pairs with colons, as vSphere writes them.</summary>
    public override string ToString() => string.Join(':', _hash.Select(octet => octet.ToString("X2", null)));
}
