using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Connector.Network;

/// <summary>Whom the connector trusts: certificates of one authority, for the name it connected to. Remembers why it last did not.</summary>
internal sealed class ServerTrust(string authorityPem, TimeProvider time)
{
    /// <summary>Why the last certificate was refused, and what to do; null where none was.</summary>
    public string? Refusal { get; private set; }

    public SslClientAuthenticationOptions CreateOptions(SslStreamCertificateContext? client)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authorityPem));
        return new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (connection, certificate, chain, errors) => Accept(chain, WithOwnNameCheck(connection, certificate, errors)),
            ClientCertificateContext = client,
        };
    }

    private bool Accept(X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = errors == SslPolicyErrors.None ? null : Explain(chain, errors);
        return Refusal is null;
    }

    /// <summary>Not every Windows compares addresses with those of a certificate (Wine does not): where the system says no, .NET itself looks.</summary>
    private static SslPolicyErrors WithOwnNameCheck(object connection, X509Certificate? certificate, SslPolicyErrors errors) =>
        connection is SslStream stream && certificate is X509Certificate2 shown
        && shown.MatchesHostname(stream.TargetHostName, allowWildcards: true, allowCommonName: false)
            ? errors & ~SslPolicyErrors.RemoteCertificateNameMismatch
            : errors;

    private string Explain(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return "The server's certificate is for another name: use a name or an address that the certificate has.";
        }

        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        return flags == X509ChainStatusFlags.NotTimeValid
            ? $"The server's certificate is not valid at {time.GetUtcNow():u}, which is the time here: set this machine's clock, or renew the certificate."
            : $"The server's certificate is not from the expected authority ({errors}; {flags}): something between intercepts TLS, or this is another server.";
    }
}
