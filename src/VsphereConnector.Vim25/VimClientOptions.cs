using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25;

/// <summary>How to reach one vCenter or ESXi host.</summary>
public sealed record VimClientOptions
{
    /// <summary>The endpoint of the vSphere API, <c>https://HOST/sdk</c>.</summary>
    public required Uri SdkUri { get; init; }

    /// <summary>How the server's certificate is judged.</summary>
    public required CertificateTrust Trust { get; init; }

    /// <summary>A certificate with private key to show in the handshake, for LoginExtensionByCertificate.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The API version that is asked for. 7.0 is known to every server from 7 on.</summary>
    public string ApiVersion { get; init; } = "7.0";

    /// <summary>How this client names itself to the server; shown in its list of sessions.</summary>
    public string UserAgent { get; init; } = "VsphereConnector";

    /// <summary>The longest time for one call; WaitForUpdatesEx has its own wait beside it.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest time to open a connection, TLS included. Shorter than <see cref="RequestTimeout"/>: a dead host should be known soon.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a guest file transfer may stand still before it is given up.</summary>
    public TimeSpan TransferIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most bytes that one answer may have, unpacked.</summary>
    public long MaxAnswerBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How deep an answer's elements may nest.</summary>
    public int MaxAnswerDepth { get; init; } = 64;

    internal static void Validate(VimClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.SdkUri.IsAbsoluteUri || options.SdkUri.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"SdkUri is '{options.SdkUri}': give https://HOST/sdk.", nameof(options));
        if (options.RequestTimeout <= TimeSpan.Zero || options.ConnectTimeout <= TimeSpan.Zero || options.TransferIdleTimeout <= TimeSpan.Zero)
            throw new ArgumentException("RequestTimeout, ConnectTimeout and TransferIdleTimeout must be longer than nothing.", nameof(options));
        if (options.MaxAnswerBytes < 1024 || options.MaxAnswerDepth < 8)
            throw new ArgumentException("MaxAnswerBytes must be 1024 or more, MaxAnswerDepth 8 or more.", nameof(options));
    }
}
