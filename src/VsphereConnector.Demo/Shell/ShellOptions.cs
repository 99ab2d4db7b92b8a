using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Demo.Shell;

/// <summary>What the shell shows, and to whom.</summary>
internal sealed record ShellOptions
{
    /// <summary>The vCenter whose inventory it shows.</summary>
    public required Uri VCenter { get; init; }

    /// <summary>Who can enter by a click: the demo's own users.</summary>
    public required IReadOnlyList<ShellUser> Users { get; init; }

    /// <summary>The authorities that the certificates of the plug-in's server and of vCenter must come from.</summary>
    public required X509Certificate2Collection Authorities { get; init; }

    /// <summary>Calls the plug-in's server and vCenter.</summary>
    public HttpMessageInvoker Connect()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Authorities);
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
    }

    /// <summary>Where the shell listens, on loopback only; 0 takes a free port.</summary>
    public int Port { get; init; }
}

/// <summary>A user of the simulated vCenter.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Password">A password of the simulator; it opens nothing else.</param>
/// <param name="About">What this user may do, for the page that asks who one is.</param>
internal sealed record ShellUser(string Name, string Password, string About);
