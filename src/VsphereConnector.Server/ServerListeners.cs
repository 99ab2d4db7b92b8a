using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Enrolment;
using Endpoint = Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions;

namespace VsphereConnector.Server;

/// <summary>The two places where the server listens: for people and scripts, and for connectors.</summary>
internal sealed class ServerListeners(
    IOptions<ServerOptions> options, CertificateAuthority authority, ListenerCertificate certificate, ApiCertificate apiCertificate, HandshakeGate gate)
    : IConfigureOptions<KestrelServerOptions>
{
    private readonly Configuration.ListenOptions _listen = options.Value.Listen;
    private Endpoint? _api;
    private Endpoint? _connectors;

    /// <summary>Where the REST API is reached on this machine; known once the server has started.</summary>
    public Uri Api => Address(BindingAddress.Parse(_listen.Api), _api);

    /// <summary>How connectors reach the server, in order of preference; known once the server has started.</summary>
    public IReadOnlyList<string> ConnectorUrls => _listen.PublicUrls.Count > 0
        ? [.. _listen.PublicUrls]
        : [Address(BindingAddress.Parse(_listen.Connectors), _connectors).GetLeftPart(UriPartial.Authority)];

    /// <summary>Whether nothing says how connectors reach the server, so that they are told this machine's own name.</summary>
    public static bool GuessesConnectorUrls(Configuration.ListenOptions _listen) =>
        _listen.PublicUrls.Count == 0 && IsAny(BindingAddress.Parse(_listen.Connectors).Host);

    /// <summary>Host names and addresses that this server's own certificate is for.</summary>
    public static IEnumerable<string> Names(ServerOptions options) =>
    [
        .. options.Listen.PublicUrls.Append(options.Plugin.PublicUrl).OfType<string>().Select(url => new Uri(url).Host.Trim('[', ']')),
        .. new[] { options.Listen.Api, options.Listen.Connectors }.Select(url => BindingAddress.Parse(url).Host).Where(host => !IsAny(host)),
        Dns.GetHostName(), "localhost", "127.0.0.1", "::1",
    ];

    public void Configure(KestrelServerOptions kestrel)
    {
        Bind(kestrel, BindingAddress.Parse(_listen.Connectors), endpoint =>
        {
            _connectors = endpoint;
            endpoint.UseConnectorTls(authority, certificate, gate);
        });
        var address = BindingAddress.Parse(_listen.Api);
        Bind(kestrel, address, endpoint =>
        {
            _api = endpoint;
            if (address.Scheme == Uri.UriSchemeHttps)
            {
                UseTls(endpoint);
            }
        });
    }

    private void UseTls(Endpoint endpoint)
    {
        if (_listen.CertificateFile is { } file)
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            var own = X509Certificate2.CreateFromPemFile(file, _listen.KeyFile);
            endpoint.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = own, ServerCertificateChain = chain });
            return;
        }

        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = apiCertificate.Current }),
        });
    }

    private static void Bind(KestrelServerOptions kestrel, BindingAddress address, Action<Endpoint> configure)
    {
        if (IsAny(address.Host))
        {
            kestrel.ListenAnyIP(address.Port, configure);
        }
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
        {
            kestrel.Listen(ip, address.Port, configure);
        }
        else
        {
            kestrel.ListenLocalhost(address.Port, configure);
        }
    }

    private static Uri Address(BindingAddress configured, Endpoint? bound) => new UriBuilder(
        configured.Scheme,
        IsAny(configured.Host) ? Dns.GetHostName() : configured.Host,
        configured.Port == 0 ? bound?.IPEndPoint?.Port ?? 0 : configured.Port).Uri;

    private static bool IsAny(string host) => host is "*" or "+" or "0.0.0.0" or "[::]";
}
