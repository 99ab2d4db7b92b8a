using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25.Soap;

/// <summary>Sends calls to one server over kept-alive connections and keeps the session's cookie.</summary>
internal sealed class SoapChannel : IDisposable
{
    private const string SessionCookie = "vmware_soap_session=";

    private readonly VimClientOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _http;
    private readonly TextPool _pool = new();
    private readonly string _soapAction;
    private volatile string? _cookie;

    public SoapChannel(VimClientOptions options, TimeProvider timeProvider, HttpMessageHandler? handler = null)
    {
        _options = options;
        _timeProvider = timeProvider;
        _soapAction = $"\"{SoapNamespaces.Vim25}/{options.ApiVersion}\"";
        _http = new HttpClient(handler ?? CreateHandler(options)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public bool HasSession => _cookie is not null;

    public void ForgetSession() => _cookie = null;

    /// <summary>Sends a call and returns when the answer has begun and is no fault.</summary>
    public async Task<SoapAnswer> SendAsync(SoapRequest request, CancellationToken cancellationToken)
    {
        var deadline = new CallDeadline(_options.RequestTimeout + request.ServerWait, _timeProvider, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await PostAsync(request, deadline.Token).ConfigureAwait(false);
            RememberSession(response);
            RequireXml(request, response);
            var answer = await OpenAsync(request, response, deadline).ConfigureAwait(false);
            await answer.OpenAsync().ConfigureAwait(false);
            return answer;
        }
        catch (Exception e)
        {
            response?.Dispose();
            var explained = Explain(e, request, deadline);
            deadline.Dispose();
            if (ReferenceEquals(explained, e))
                throw;
            throw explained;
        }
    }

    public void Dispose() => _http.Dispose();

    internal static SocketsHttpHandler CreateHandler(VimClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = options.ConnectTimeout,
        };
        options.Trust.Configure(handler.SslOptions, options.SdkUri.Authority);
        if (options.ClientCertificate is { } certificate)
            handler.SslOptions.ClientCertificates = new X509CertificateCollection { certificate };
        return handler;
    }

    private async Task<HttpResponseMessage> PostAsync(SoapRequest request, CancellationToken cancellationToken)
    {
        using var body = request.Serialize();
        using var content = new ReadOnlyMemoryContent(body.Written);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/xml") { CharSet = "utf-8" };
        using var message = new HttpRequestMessage(HttpMethod.Post, _options.SdkUri) { Content = content };
        message.Headers.TryAddWithoutValidation("SOAPAction", _soapAction);
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        if (_cookie is { } cookie)
            message.Headers.TryAddWithoutValidation("Cookie", cookie);
        return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SoapAnswer> OpenAsync(SoapRequest request, HttpResponseMessage response, CallDeadline deadline)
    {
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
        var reader = new AnswerReader(stream, request.Method, _options, _pool, deadline.Token);
        return new SoapAnswer(response, reader, deadline, request.Method, _options.SdkUri.Authority);
    }

    private void RememberSession(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
        {
            if (cookie.StartsWith(SessionCookie, StringComparison.Ordinal))
                _cookie = cookie.Split(';', 2)[0];
        }
    }

    // vSphere answers 200, or 500 with a fault. Anything else comes from a proxy or another program.
    private void RequireXml(SoapRequest request, HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.InternalServerError && type is "text/xml" or "application/xml" or "application/soap+xml")
            return;
        var hint = response.StatusCode == HttpStatusCode.ServiceUnavailable ? " The service is starting or overloaded: try again later." : "";
        throw new VimProtocolException(
            $"{_options.SdkUri.Authority} answered {request.Method} with HTTP {(int)response.StatusCode} ({type ?? "no content type"}) instead of a vSphere answer.{hint}");
    }

    private Exception Explain(Exception exception, SoapRequest request, CallDeadline deadline) =>
        CertificateNotTrustedException.FindIn(exception) ?? exception switch
        {
            OperationCanceledException e => deadline.Explain(e, request.Method, _options.SdkUri.Authority),
            HttpRequestException e => new VimConnectionException($"{request.Method} could not be sent to {_options.SdkUri.Authority}: {e.Message}", e),
            IOException e => new VimConnectionException($"The connection to {_options.SdkUri.Authority} broke during {request.Method}.", e),
            _ => exception,
        };
}
