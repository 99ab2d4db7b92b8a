using System.Net.Security;

namespace VsphereConnector.Vim25.Trust;

/// <summary>Trusts one certificate by its fingerprint.</summary>
internal sealed class ThumbprintTrust(Thumbprint pinned) : CertificateTrust
{
    public override void Configure(SslClientAuthenticationOptions options, string authority) =>
        options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is not null && pinned.Matches(certificate)
                ? true
                : throw CertificateNotTrustedException.NotPinned(authority, pinned, certificate);
}
