using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25.SingleSignOn;

/// <summary>How to reach the security token service of a vCenter.</summary>
public sealed record SecurityTokenServiceOptions
{
    /// <summary>The path of the service on every vCenter with an embedded Platform Services Controller (7.0 and later).</summary>
    public const string DefaultPath = "/sts/STSService";

    /// <summary>The endpoint, such as <c>https://VCENTER/sts/STSService</c>; vCenter's setting <c>config.vpxd.sso.sts.uri</c> names it.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>How the server's certificate is judged.</summary>
    public required CertificateTrust Trust { get; init; }

    /// <summary>The longest time for one request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time to open a connection, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>
/// Issues SAML 2.0 bearer tokens: WS-Trust 1.3 <c>Issue</c> over SOAP 1.1. vCenter takes them in LoginByToken, guests where an alias maps
/// their subject to an account (VGAuth takes no other kind). Thread-safe.
/// </summary>
public sealed class SecurityTokenService : IDisposable
{
    /// <summary>How long a token is good for where nothing else is asked: the most that vCenter's policy allows by default for bearer tokens.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);

    private const int MostAnswerBytes = 1024 * 1024;

    private readonly SecurityTokenServiceOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>A client of the service; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">The endpoint is no HTTPS address, or a time limit is not longer than nothing.</exception>
    public SecurityTokenService(SecurityTokenServiceOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Endpoint.IsAbsoluteUri || options.Endpoint.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"Endpoint is '{options.Endpoint}': give https://HOST{SecurityTokenServiceOptions.DefaultPath}.", nameof(options));
        if (options.RequestTimeout <= TimeSpan.Zero || options.ConnectTimeout <= TimeSpan.Zero)
            throw new ArgumentException("RequestTimeout and ConnectTimeout must be longer than nothing.", nameof(options));
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _http = new HttpClient(CreateHandler(options)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostAnswerBytes };
    }

    /// <summary>Issues a bearer token to a user.</summary>
    /// <param name="userName">The user with its domain, such as <c>svc-connector@vsphere.local</c>.</param>
    /// <param name="password">The password.</param>
    /// <param name="lifetime">How long the token shall be good for; the service may give less. Default: <see cref="DefaultLifetime"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SecurityTokenException">The service refused; its code says why.</exception>
    /// <exception cref="VimException">The service could not be reached, or did not answer as it should.</exception>
    public Task<SamlToken> IssueAsync(string userName, string password, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentException.ThrowIfNullOrEmpty(password);
        return SendAsync(TokenRequest.ByPassword(userName, password, _time.GetUtcNow(), lifetime ?? DefaultLifetime), cancellationToken);
    }

    /// <summary>Issues a bearer token to the owner of a certificate that Single Sign-On knows (a solution user's).</summary>
    /// <param name="certificate">The certificate with its RSA key; it signs the request (RSA-SHA256).</param>
    /// <param name="lifetime">How long the token shall be good for; the service may give less. Default: <see cref="DefaultLifetime"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The certificate has no RSA key.</exception>
    /// <inheritdoc cref="IssueAsync(string, string, TimeSpan?, CancellationToken)" path="/exception"/>
    public Task<SamlToken> IssueAsync(X509Certificate2 certificate, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return SendAsync(TokenRequest.ByCertificate(certificate, _time.GetUtcNow(), lifetime ?? DefaultLifetime), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler CreateHandler(SecurityTokenServiceOptions options)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = options.ConnectTimeout };
        options.Trust.Configure(handler.SslOptions, options.Endpoint.Authority);
        return handler;
    }

    private async Task<SamlToken> SendAsync(string request, CancellationToken cancellationToken)
    {
        using var deadline = new CallDeadline(_options.RequestTimeout, _time, cancellationToken);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, _options.Endpoint) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request)) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml") { CharSet = "utf-8" };
            message.Headers.TryAddWithoutValidation("SOAPAction", $"\"{TokenRequest.IssueAction}\"");
            using var response = await _http.SendAsync(message, deadline.Token).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(deadline.Token).ConfigureAwait(false);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError
                ? TokenAnswer.Read(text, _options.Endpoint.Authority)
                : throw new VimProtocolException(
                    $"{_options.Endpoint.Authority} answered a request for a token with HTTP {(int)response.StatusCode}. Is {_options.Endpoint} its security token service?");
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            throw Explain(e, deadline);
        }
    }

    private Exception Explain(Exception exception, CallDeadline deadline) =>
        CertificateNotTrustedException.FindIn(exception) ?? (exception is OperationCanceledException cancelled
            ? deadline.Explain(cancelled, "a request for a token", _options.Endpoint.Authority)
            : new VimConnectionException($"The security token service at {_options.Endpoint.Authority} could not be reached: {exception.Message}", exception));
}
