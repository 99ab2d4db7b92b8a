using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Lab.Tests.World;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>An HTTP client of the server's API: it trusts the server's own authority alone, and says whose it is.</summary>
internal static class ApiClient
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>A script, with an API token.</summary>
    public static HttpClient Create(Hub hub, int port, string authorityFile, string token)
    {
        var client = Create(hub, port, authorityFile);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A page of the plug-in, with the session of its client.</summary>
    public static HttpClient Create(Hub hub, int port, string authorityFile, ClientSession session)
    {
        var client = Create(hub, port, authorityFile);
        client.DefaultRequestHeaders.Add("vmware-api-session-id", session.Token);
        client.DefaultRequestHeaders.Add("vsphere-connector-vcenter", session.VCenter);
        return client;
    }

    private static HttpClient Create(Hub hub, int port, string authorityFile)
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPemFile(authorityFile);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancelled) => HubNetwork.ConnectAsync(hub, port, cancelled),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
        };
        return new HttpClient(handler)
        {
            BaseAddress = new Uri(FormattableString.Invariant($"https://localhost:{port}/api/v1/")),
            Timeout = Timeout,
        };
    }
}
