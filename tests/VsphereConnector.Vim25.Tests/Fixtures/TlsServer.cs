using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VsphereConnector.Vim25.Tests.Fixtures;

/// <summary>A real HTTPS server on loopback with a certificate of a CA of its own.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TlsServer(WebApplication app, X509Certificate2 authority, X509Certificate2 certificate)
    {
        _app = app;
        Authority = authority;
        Certificate = certificate;
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Certificate { get; }

    public int Port => new Uri(_app.Urls.First()).Port;

    public Uri SdkUri => new($"https://localhost:{Port}/sdk");

    public static async Task<TlsServer> StartAsync(RequestDelegate handler, string dnsName = "localhost")
    {
        var authority = MakeAuthority();
        var certificate = MakeCertificate(authority, dnsName);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseHttps(certificate)));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TlsServer(app, authority, certificate);
    }

    /// <summary>Answers RetrieveServiceContent, whatever is asked.</summary>
    public static Task AnswerServiceContent(HttpContext context)
    {
        context.Response.ContentType = "text/xml; charset=utf-8";
        return context.Response.WriteAsync(Answers.Envelope("RetrieveServiceContent", Answers.ServiceContent));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Authority.Dispose();
        Certificate.Dispose();
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(From, From.AddYears(50));
    }

    private static X509Certificate2 MakeCertificate(X509Certificate2 authority, string dnsName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={dnsName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, From, From.AddYears(50), RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private static DateTimeOffset From => new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
