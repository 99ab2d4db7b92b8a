using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Channels.Web;

/// <summary>The other side of the protocol, moved by hand: real TLS, a real WebSocket, and no behaviour of its own.</summary>
internal sealed class FakeConnector(RunningServer server) : IDisposable
{
    private readonly List<ClientWebSocket> _sockets = [];

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Guid Id { get; private set; }

    public X509Certificate2? Certificate { get; set; }

    public Guid ProcessInstance { get; set; } = Guid.NewGuid();

    public MachineIdentity Machine { get; set; } = new()
    {
        HostName = "guest", OperatingSystem = "linux", Architecture = "x64", BiosUuid = Guid.NewGuid().ToString(),
    };

    public static string RequestFor(ECDsa key) =>
        new CertificateRequest("CN=ignored", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    public async Task EnrolAsync(string token)
    {
        using var answer = await PostEnrolmentAsync(token, RequestFor(Key));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Accept(await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EnrolmentResponse, Cancellation), Key);
    }

    public Task<HttpResponseMessage> PostEnrolmentAsync(string token, string certificateRequest) => PostAsync(
        ConnectorPaths.Enrol,
        JsonContent.Create(
            new EnrolmentRequest { Token = token, CertificateRequest = certificateRequest, Machine = Machine, Version = "1.0.0" },
            ContractsJson.Default.EnrolmentRequest));

    public Task<HttpResponseMessage> PostRenewalAsync(ECDsa key) => PostAsync(
        ConnectorPaths.Renew, JsonContent.Create(new RenewalRequest(RequestFor(key)), ContractsJson.Default.RenewalRequest));

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content) => SendAsync(HttpMethod.Post, path, content);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, RangeHeaderValue? range = null)
    {
        // The server may refuse by the headers alone and close; a body that was on its way then would break the pipe before the answer is read.
        using var handler = new SocketsHttpHandler { SslOptions = Tls(), Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var http = new HttpClient(handler) { BaseAddress = server.ConnectorUrl };
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.ExpectContinue = content is not null;
        request.Headers.Range = range;
        return await http.SendAsync(request, Cancellation);
    }

    public void Accept(EnrolmentResponse? response, ECDsa key)
    {
        Id = response!.ConnectorId;
        using var certificate = X509Certificate2.CreateFromPem(response.Certificate);
        Certificate = certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Opens the channel without a word.</summary>
    public async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        _sockets.Add(socket);
        using var handler = new SocketsHttpHandler { SslOptions = Tls() };
        var url = new UriBuilder(server.ConnectorUrl) { Scheme = "wss", Path = ConnectorPaths.Channel }.Uri;
        await socket.ConnectAsync(url, new HttpMessageInvoker(handler, disposeHandler: false), Cancellation);
        return socket;
    }

    /// <summary>Opens the channel and is welcomed.</summary>
    public async Task<ClientWebSocket> OpenAsync(params Guid[] unconfirmed)
    {
        var socket = await ConnectAsync();
        await SendAsync(socket, Hello(unconfirmed));
        await ReceiveAsync<Welcome>(socket);
        return socket;
    }

    public Hello Hello(params Guid[] unconfirmed) => new()
    {
        ProtocolVersion = ChannelLimits.ProtocolVersion,
        Version = "1.0.0",
        Machine = Machine,
        ProcessInstance = ProcessInstance,
        Unconfirmed = unconfirmed,
    };

    public static Task SendAsync(ClientWebSocket socket, ChannelMessage message) =>
        SendAsync(socket, JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ChannelMessage));

    public static Task SendAsync(ClientWebSocket socket, byte[] text) =>
        socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, Cancellation);

    public static async Task<T> ReceiveAsync<T>(ClientWebSocket socket)
        where T : ChannelMessage
    {
        var buffer = new byte[ChannelLimits.MaximumMessageBytes];
        var result = await socket.ReceiveAsync(buffer, Cancellation);
        Assert.True(result.MessageType == WebSocketMessageType.Text, $"Closed with {socket.CloseStatus}: {socket.CloseStatusDescription}");
        var message = JsonSerializer.Deserialize(buffer.AsSpan(0, result.Count), ContractsJson.Default.ChannelMessage);
        return Assert.IsType<T>(message);
    }

    /// <summary>Reads until the server closes, and returns its code.</summary>
    public static async Task<int> CloseCodeAsync(ClientWebSocket socket) =>
        await FindCloseCodeAsync(socket) ?? throw new WebSocketException("The connection ended before the server's close could be read.");

    /// <summary>As <see cref="CloseCodeAsync"/>; null where the server's reset of the connection overtook its close.</summary>
    public static async Task<int?> FindCloseCodeAsync(ClientWebSocket socket)
    {
        var buffer = new byte[ChannelLimits.MaximumMessageBytes];
        try
        {
            while ((await socket.ReceiveAsync(buffer, Cancellation)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (WebSocketException)
        {
            return null;
        }

        if (socket.State == WebSocketState.CloseReceived)
        {
            await SayGoodbyeAsync(socket);
        }

        return (int)socket.CloseStatus!.Value;
    }

    /// <summary>Closes its side, or finds that the server has ended the connection already.</summary>
    public static async Task SayGoodbyeAsync(ClientWebSocket socket)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        }
        catch (WebSocketException)
        {
            // The server was faster.
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        Certificate?.Dispose();
        Key.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SslClientAuthenticationOptions Tls() => new()
    {
        TargetHost = "127.0.0.1",
        ClientCertificateContext = Certificate is null ? null : SslStreamCertificateContext.Create(Certificate, null, offline: true),
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { server.Get<CertificateAuthority>().Certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
