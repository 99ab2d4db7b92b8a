using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace VsphereConnector.Server.Enrolment;

/// <summary>The listener that connectors come to. It serves their paths and no others, and no other listener serves theirs.</summary>
internal static class ConnectorListener
{
    private const string PathPrefix = "/connector";

    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// TLS with this server's own certificate. A client certificate is optional, as an enrolment has none, but one that is shown must be
    /// signed by the server's authority.
    /// </summary>
    public static void UseConnectorTls(this ListenOptions listen, CertificateAuthority authority, ListenerCertificate certificate, HandshakeGate gate)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(new Marker());
            return next(connection);
        });
        gate.Guard(listen, () => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Current,
                ClientCertificateRequired = true,
                CertificateChainPolicy = authority.PolicyForConnectors(),
                RemoteCertificateValidationCallback = (_, shown, _, errors) => shown is null || errors == SslPolicyErrors.None,
            }),
        }));
    }

    /// <summary>Answers 404 to what came to the wrong listener. Goes before everything else.</summary>
    public static IApplicationBuilder UseConnectorListener(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var isConnectorPath = context.Request.Path.StartsWithSegments(PathPrefix, StringComparison.Ordinal);
        if (isConnectorPath == context.Features.Get<Marker>() is not null)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private sealed class Marker;
}
