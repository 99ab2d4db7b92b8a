using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Vim25.Trust;

/// <summary>The server showed a certificate that is not trusted. Nothing was sent to it.</summary>
public sealed class CertificateNotTrustedException : VimException
{
    private CertificateNotTrustedException(string message, Thumbprint? seen)
        : base(message) => SeenThumbprint = seen;

    /// <summary>The fingerprint of the certificate that the server showed, of the pinned one's kind or else SHA-256; null if it showed none.</summary>
    public Thumbprint? SeenThumbprint { get; }

    internal static CertificateNotTrustedException NotPinned(string authority, Thumbprint pinned, X509Certificate? certificate)
    {
        var seen = certificate is null ? null : Thumbprint.Of(certificate, pinned.Algorithm);
        return new CertificateNotTrustedException(
            $"{authority} shows another certificate than the pinned one. Pinned: {pinned.Algorithm} {pinned}. Seen: {pinned.Algorithm} {Text(seen)}. " +
            "If the certificate was replaced on purpose, compare the fingerprint at the server and pin the new one.",
            seen);
    }

    internal static CertificateNotTrustedException Rejected(string authority, SslPolicyErrors errors, X509Certificate? certificate, X509Chain? chain)
    {
        var seen = certificate is null ? null : Thumbprint.Of(certificate, HashAlgorithmName.SHA256);
        return new CertificateNotTrustedException(
            $"The certificate of {authority} is not trusted: {Reasons(errors, chain)}. Seen: SHA256 {Text(seen)}. " +
            "Give the certificate authority that signed it, or compare the fingerprint at the server and pin it.",
            seen);
    }

    /// <summary>The refusal that the HTTP client wrapped into its own exceptions; null if it was something else.</summary>
    internal static CertificateNotTrustedException? FindIn(Exception? e) =>
        e is null ? null : e as CertificateNotTrustedException ?? FindIn(e.InnerException);

    private static string Text(Thumbprint? seen) => seen?.ToString() ?? "no certificate";

    private static string Reasons(SslPolicyErrors errors, X509Chain? chain)
    {
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            reasons.Add("the server sent none");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            reasons.Add("it is for another host name");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            reasons.AddRange((chain?.ChainStatus ?? []).Select(status => status.StatusInformation.Trim().TrimEnd('.')).DefaultIfEmpty("its issuer is unknown"));
        return string.Join("; ", reasons);
    }
}
