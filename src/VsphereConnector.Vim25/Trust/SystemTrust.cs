using System.Net.Security;

namespace VsphereConnector.Vim25.Trust;

/// <summary>Trusts what the operating system trusts.</summary>
internal sealed class SystemTrust : CertificateTrust
{
    public override void Configure(SslClientAuthenticationOptions options, string authority) =>
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            errors == SslPolicyErrors.None ? true : throw CertificateNotTrustedException.Rejected(authority, errors, certificate, chain);
}
