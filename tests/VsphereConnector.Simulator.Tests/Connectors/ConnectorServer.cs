using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Contracts.Installation;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Simulator.Tests.Connectors;

/// <summary>What a connector needs of its server and no more: enrolment by any token, and channels over mutual TLS.</summary>
internal sealed class ConnectorServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2 _authority;
    private readonly Channel<ConnectedChannel> _opened = System.Threading.Channels.Channel.CreateUnbounded<ConnectedChannel>();
    private readonly ConcurrentBag<MachineIdentity> _enrolled = [];

    private ConnectorServer()
    {
        _authority = CreateAuthority();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = CreateListener();
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (certificate, _, _) => certificate.Issuer == _authority.Subject;
        })));
        _application = builder.Build();
        _application.UseWebSockets();
        _application.MapPost(ConnectorPaths.Enrol, EnrolAsync);
        _application.MapGet(ConnectorPaths.Channel, OpenAsync);
        _application.MapGet(
            $"{ConnectorPaths.Packages}/{{sha256}}", (string sha256) => Results.Bytes(Packages[sha256], enableRangeProcessing: true));
    }

    /// <summary>What connectors can fetch, by SHA-256.</summary>
    public ConcurrentDictionary<string, byte[]> Packages { get; } = [];

    public IReadOnlyCollection<MachineIdentity> Enrolled => _enrolled;

    public static async Task<ConnectorServer> StartAsync(CancellationToken cancellation)
    {
        var server = new ConnectorServer();
        await server._application.StartAsync(cancellation);
        return server;
    }

    public ConnectorSettings Settings() => new()
    {
        ServerUrls = [_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()],
        CertificateAuthority = _authority.ExportCertificatePem(),
        EnrolmentToken = "token",
        EnrolmentTimeoutSeconds = 30,
    };

    /// <summary>The next channel that a connector opens.</summary>
    public ValueTask<ConnectedChannel> AcceptAsync(CancellationToken cancellation) => _opened.Reader.ReadAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        _authority.Dispose();
    }

    private async Task EnrolAsync(HttpContext http)
    {
        var request = (await JsonSerializer.DeserializeAsync(http.Request.Body, ContractsJson.Default.EnrolmentRequest, http.RequestAborted))!;
        _enrolled.Add(request.Machine);
        var wanted = CertificateRequest.LoadSigningRequestPem(request.CertificateRequest, HashAlgorithmName.SHA256);
        var id = Guid.NewGuid();
        var issued = new CertificateRequest(new X500DistinguishedName($"CN={id:D}"), wanted.PublicKey, HashAlgorithmName.SHA256);
        issued.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = Sign(issued);
        var response = new EnrolmentResponse { ConnectorId = id, Certificate = certificate.ExportCertificatePem() };
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.Body, response, ContractsJson.Default.EnrolmentResponse, http.RequestAborted);
    }

    private async Task OpenAsync(HttpContext http)
    {
        var id = Guid.Parse(http.Connection.ClientCertificate!.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var channel = new ConnectedChannel(socket, id);
        channel.Hello = (Hello)(await channel.ReceiveAsync(http.RequestAborted))!;
        await channel.SendAsync(new Welcome { Forget = channel.Hello.Unconfirmed }, http.RequestAborted);
        _opened.Writer.TryWrite(channel);
        await channel.Ended.WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-2), now.AddDays(2));
    }

    private X509Certificate2 CreateListener()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = Sign(request);
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private X509Certificate2 Sign(CertificateRequest request)
    {
        var now = TimeProvider.System.GetUtcNow();
        return request.Create(_authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(16));
    }
}

/// <summary>An open channel of a connector.</summary>
internal sealed class ConnectedChannel(WebSocket socket, Guid connectorId)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid ConnectorId => connectorId;

    public Hello Hello { get; set; } = null!;

    public Task Ended => _ended.Task;

    /// <summary>Runs a script on the connector's machine: its standard output and how it ended.</summary>
    public Task<(string Output, OperationFinished Finished)> RunAsync(string script, CancellationToken cancellation) =>
        RunAsync(Start(Guid.NewGuid(), script), cancellation);

    public async Task<OperationFinished> RunAsync(OperationKind kind, JsonElement? parameters, CancellationToken cancellation)
    {
        var start = new StartOperation { OperationId = Guid.NewGuid(), Kind = kind, Parameters = parameters, TimeoutSeconds = 60 };
        return (await RunAsync(start, cancellation)).Finished;
    }

    private async Task<(string Output, OperationFinished Finished)> RunAsync(StartOperation start, CancellationToken cancellation)
    {
        var id = start.OperationId;
        await SendAsync(start, cancellation);
        using var output = new MemoryStream();
        while (await ReceiveAsync(cancellation) is { } message)
        {
            if (message is OperationOutput piece)
            {
                output.Write(piece.Data);
                await SendAsync(new OutputReceived(id, output.Length), cancellation);
            }
            else if (message is OperationFinished finished)
            {
                await SendAsync(new FinishReceived(id), cancellation);
                return (System.Text.Encoding.UTF8.GetString(output.ToArray()), finished);
            }
        }

        throw new IOException("The channel was closed before the end of the task.");
    }

    public Task StartAsync(string script, CancellationToken cancellation) => SendAsync(Start(Guid.NewGuid(), script), cancellation);

    /// <summary>Reads until the channel is closed or broken.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        while (await ReceiveAsync(cancellation) is not null)
        {
        }
    }

    public Task SendAsync(ChannelMessage message, CancellationToken cancellation) => socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ChannelMessage), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    /// <summary>The next message; null once the channel is closed or broken.</summary>
    public async Task<ChannelMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        if (await ReceiveTextAsync(cancellation) is { } text)
            return JsonSerializer.Deserialize(text, ContractsJson.Default.ChannelMessage);
        _ended.TrySetResult();
        return null;
    }

    private async Task<byte[]?> ReceiveTextAsync(CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
                text.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            return part.MessageType == WebSocketMessageType.Close ? null : text.ToArray();
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // A connection that breaks shows in many ways; here they all mean that the connector is gone.
            return null;
        }
    }

    private static StartOperation Start(Guid id, string script) => new()
    {
        OperationId = id,
        Kind = OperationKind.RunTask,
        Parameters = JsonSerializer.SerializeToElement(new RunTaskParameters { Script = script }, ContractsJson.Default.RunTaskParameters),
        TimeoutSeconds = 60,
    };
}
