using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Inventory;

/// <summary>Clients of a vCenter's REST API, which is beside vim25. Its certificate is judged as everywhere else.</summary>
internal static class VCenterRest
{
    /// <summary>The header that names the session of a call.</summary>
    public const string SessionHeader = "vmware-api-session-id";

    public static HttpClient CreateClient(VimClientOptions options, long mostAnswerBytes)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = options.ConnectTimeout,
        };
        options.Trust.Configure(handler.SslOptions, options.SdkUri.Authority);
        return new HttpClient(handler)
        {
            BaseAddress = new Uri(options.SdkUri, "/"),
            MaxResponseContentBufferSize = mostAnswerBytes,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
