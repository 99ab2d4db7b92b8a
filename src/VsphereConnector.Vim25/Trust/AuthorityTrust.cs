using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Vim25.Trust;

/// <summary>Trusts what the given authorities signed.</summary>
internal sealed class AuthorityTrust(X509Certificate2Collection authorities) : CertificateTrust
{
    public override void Configure(SslClientAuthenticationOptions options, string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        options.CertificateChainPolicy = policy;
        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            errors == SslPolicyErrors.None ? true : throw CertificateNotTrustedException.Rejected(authority, errors, certificate, chain);
    }
}
