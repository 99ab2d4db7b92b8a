using System.Net;
using System.Net.Security;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Network;

/// <summary>Makes the HTTP side of a connection to the server: trust, client certificate, proxy.</summary>
internal static class ServerConnection
{
    /// <summary>Name resolution, TCP, proxy and TLS together must be done within this time.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    public static SocketsHttpHandler CreateHandler(IMachine machine, ConnectorSettings settings, ServerTrust trust, SslStreamCertificateContext? client) => new()
    {
        ConnectTimeout = ConnectTimeout,
        ConnectCallback = (context, cancellationToken) =>
            machine.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken),
        SslOptions = trust.CreateOptions(client),
        UseProxy = settings.Proxy is not null,
        Proxy = settings.Proxy is null ? null : new WebProxy(settings.Proxy),
        UseCookies = false,
        AllowAutoRedirect = false,
    };
}
