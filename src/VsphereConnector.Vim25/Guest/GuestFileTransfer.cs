using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using VsphereConnector.Vim25.Soap;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25.Guest;

/// <summary>
/// Moves the bytes of a guest file over HTTPS, to or from the ESXi host that runs the virtual machine. Streamed and hashed on the way; an
/// address works once.
/// </summary>
public sealed class GuestFileTransfer
{
    private readonly VimClientOptions _options;
    private readonly TimeProvider _timeProvider;

    internal GuestFileTransfer(VimClientOptions options, TimeProvider timeProvider) => (_options, _timeProvider) = (options, timeProvider);

    /// <summary>Uploads a file.</summary>
    /// <param name="url">The address from <see cref="GuestFileManager.InitiateFileTransferToGuestAsync"/>.</param>
    /// <param name="content">The file's bytes, read from where the stream stands.</param>
    /// <param name="length">How many; the same number as was announced.</param>
    /// <param name="target">The host's trust and address; null where the client's own do.</param>
    /// <param name="progress">Told the bytes sent so far.</param>
    /// <param name="cancellationToken">Gives the transfer up.</param>
    /// <exception cref="GuestFileTransferException">The host refused it, or the stream had another length.</exception>
    /// <exception cref="CertificateNotTrustedException">The host is not the expected one; nothing was sent.</exception>
    public async Task<GuestFileTransferResult> PutAsync(
        string url,
        Stream content,
        long length,
        GuestFileTransferTarget? target = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var uri = ResolveUri(url, out var isServer);
        using var deadline = new CallDeadline(_options.TransferIdleTimeout, _timeProvider, cancellationToken);
        using var copy = new HashingCopy(deadline, progress);
        using var message = new HttpRequestMessage(HttpMethod.Put, uri) { Content = new UploadContent(content, length, copy) };
        using var http = CreateClient(uri, isServer, target);
        return await RunAsync("upload", uri, deadline, async () =>
        {
            using var response = await SendAsync(http, message, deadline).ConfigureAwait(false);
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created ? copy.Finish() : throw Refused("upload", uri, response);
        }).ConfigureAwait(false);
    }

    /// <summary>Downloads a file.</summary>
    /// <param name="url">The address from <see cref="GuestFileManager.InitiateFileTransferFromGuestAsync"/>.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="maxLength">The most bytes to take; more is an error.</param>
    /// <param name="target">The host's trust and address; null where the client's own do.</param>
    /// <param name="progress">Told the bytes received so far.</param>
    /// <param name="cancellationToken">Gives the transfer up.</param>
    /// <exception cref="GuestFileTransferException">The host refused it, or the file is too long.</exception>
    /// <exception cref="CertificateNotTrustedException">The host is not the expected one.</exception>
    public async Task<GuestFileTransferResult> GetAsync(
        string url,
        Stream destination,
        long maxLength = long.MaxValue,
        GuestFileTransferTarget? target = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var uri = ResolveUri(url, out var isServer);
        using var deadline = new CallDeadline(_options.TransferIdleTimeout, _timeProvider, cancellationToken);
        using var copy = new HashingCopy(deadline, progress);
        using var message = new HttpRequestMessage(HttpMethod.Get, uri);
        using var http = CreateClient(uri, isServer, target);
        return await RunAsync("download", uri, deadline, async () =>
        {
            using var response = await SendAsync(http, message, deadline).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
                throw Refused("download", uri, response);
            await using var source = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await copy.CopyAsync(source, destination, maxLength).ConfigureAwait(false);
            return copy.Length <= maxLength ? copy.Finish() : throw new GuestFileTransferException($"The guest file is longer than {maxLength} bytes.");
        }).ConfigureAwait(false);
    }

    /// <summary>The transfer's address with the host that <c>*</c> stands for.</summary>
    internal Uri ResolveUri(string url, out bool isServer)
    {
        ArgumentNullException.ThrowIfNull(url);
        const string AnyHost = "https://*";
        isServer = url.StartsWith(AnyHost, StringComparison.OrdinalIgnoreCase) && (url.Length == AnyHost.Length || url[AnyHost.Length] is ':' or '/' or '?');
        var text = isServer ? $"https://placeholder{url[AnyHost.Length..]}" : url;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            throw new VimProtocolException("The server gave a file transfer address that is no https address.");
        if (!isServer)
            return uri;
        var port = url.Length > AnyHost.Length && url[AnyHost.Length] == ':' ? uri.Port : _options.SdkUri.Port;
        return new UriBuilder(uri) { Host = _options.SdkUri.Host, Port = port }.Uri;
    }

    private HttpClient CreateClient(Uri uri, bool isServer, GuestFileTransferTarget? target)
    {
        var trust = isServer ? _options.Trust : target?.HostTrust ?? _options.Trust;
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = _options.ConnectTimeout,
        };
        trust.Configure(handler.SslOptions, uri.Authority);
        if (!isServer && target?.HostAddress is { } address)
            handler.ConnectCallback = (context, cancellationToken) => DialAsync(address, context.DnsEndPoint.Port, cancellationToken);
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> DialAsync(string address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage message, CallDeadline deadline)
    {
        message.Headers.ConnectionClose = true;
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        return http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
    }

    private static GuestFileTransferException Refused(string action, Uri uri, HttpResponseMessage response) =>
        new($"{uri.Authority} refused the {action} with HTTP {(int)response.StatusCode}: an address works once, and not after the machine was powered off or moved.", response.StatusCode);

    private static async Task<GuestFileTransferResult> RunAsync(string action, Uri uri, CallDeadline deadline, Func<Task<GuestFileTransferResult>> transfer)
    {
        try
        {
            return await transfer().ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw deadline.Explain(e, $"the {action}", uri.Authority);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw CertificateNotTrustedException.FindIn(e) ?? FindTransferError(e)
                ?? (Exception)new VimConnectionException($"The {action} broke: {uri.Authority} must be reachable from here by name and port. {e.Message}", e);
        }
    }

    private static GuestFileTransferException? FindTransferError(Exception e) =>
        e as GuestFileTransferException ?? (e.InnerException is { } inner ? FindTransferError(inner) : null);

    private sealed class UploadContent : HttpContent
    {
        private readonly Stream _source;
        private readonly long _length;
        private readonly HashingCopy _copy;

        public UploadContent(Stream source, long length, HashingCopy copy)
        {
            (_source, _length, _copy) = (source, length, copy);
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await _copy.CopyAsync(_source, stream, _length).ConfigureAwait(false);
            if (_copy.Length != _length)
                throw new GuestFileTransferException($"The file was announced with {_length} bytes and has {(_copy.Length > _length ? "more" : "fewer")}.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
