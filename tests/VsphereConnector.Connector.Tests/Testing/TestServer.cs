using System.Collections.Concurrent;
using System.Net;
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
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Tests.Testing;

/// <summary>The server as the connector sees it: enrolment and channels over mutual TLS on loopback; what it says is up to the test.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Token = "one-time-token";

    private readonly WebApplication _host;
    private readonly Channel<TestServerChannel> _channels = Channel.CreateUnbounded<TestServerChannel>();
    private readonly ConcurrentBag<TestServerChannel> _opened = [];
    private readonly TestAuthority _authority = new();

    private TestServer(DateTimeOffset begins, DateTimeOffset ends)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var certificate = _authority.CreateServerCertificate("localhost", begins, ends);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (client, _, _) => IsIssuedHere(client);
        })));
        _host = builder.Build();
        _host.UseWebSockets();
        _host.MapPost(ConnectorPaths.Enrol, EnrolAsync);
        _host.MapPost(ConnectorPaths.Renew, RenewAsync);
        _host.MapGet(ConnectorPaths.Channel, ServeAsync);
        _host.MapGet($"{ConnectorPaths.Packages}/{{sha256}}", GivePackageAsync);
        _host.MapPut($"{ConnectorPaths.Operations}/{{id:guid}}/files/{{name}}", TakeFileAsync);
    }

    /// <summary>What connectors can fetch, by SHA-256.</summary>
    public ConcurrentDictionary<string, byte[]> Packages { get; } = [];

    /// <summary>What connectors brought.</summary>
    public ConcurrentDictionary<(Guid OperationId, string Name), byte[]> Files { get; } = [];

    /// <summary>The ranges that were asked for, null for all of it.</summary>
    public ConcurrentQueue<string?> PackageRequests { get; } = [];

    /// <summary>The next answers break off after so many bytes.</summary>
    public ConcurrentQueue<int> Breaks { get; } = [];

    /// <summary>So many of the next files are answered with 503.</summary>
    public int Refusals { get; set; }

    /// <summary>Makes a package available; returns its hash.</summary>
    public string AddPackage(byte[] content)
    {
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        Packages[sha256] = content;
        return sha256;
    }

    public Guid ConnectorId { get; } = Guid.NewGuid();

    /// <summary>How many enrolments and renewals came.</summary>
    public int Enrolments { get; private set; }

    public int Renewals { get; private set; }

    /// <summary>The life of the certificates that it issues.</summary>
    public TimeSpan CertificateLife { get; set; } = TimeSpan.FromDays(90);

    public int Port => new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<TestServer> StartAsync(TimeSpan? certificateBegins = null, TimeSpan? certificateEnds = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var server = new TestServer(now + (certificateBegins ?? TimeSpan.FromDays(-1)), now + (certificateEnds ?? TimeSpan.FromDays(30)));
        await server._host.StartAsync();
        return server;
    }

    public ConnectorSettings Settings(string parentFolder, int? port = null) => new()
    {
        ServerUrls = [$"https://localhost:{port ?? Port}"],
        CertificateAuthority = _authority.Pem,
        EnrolmentToken = Token,
        ParentFolder = parentFolder,
        EnrolmentTimeoutSeconds = 10,
    };

    /// <summary>The next channel that a connector opens, its hello read.</summary>
    public async Task<TestServerChannel> AcceptAsync(CancellationToken cancellationToken)
    {
        var channel = await _channels.Reader.ReadAsync(cancellationToken);
        await channel.ReadHelloAsync(cancellationToken);
        return channel;
    }

    public async ValueTask DisposeAsync()
    {
        _channels.Writer.Complete();
        foreach (var channel in _opened)
        {
            channel.Abort();
        }

        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await _host.StopAsync(soon.Token);
        await _host.DisposeAsync();
        _authority.Dispose();
    }

    private bool IsIssuedHere(X509Certificate2 client)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(client);
    }

    private async Task EnrolAsync(HttpContext context)
    {
        Enrolments++;
        var request = await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.EnrolmentRequest);
        if (request!.Token != Token)
        {
            await Results.Problem(title: "The enrolment token has expired.", detail: "Deploy again.", statusCode: 410).ExecuteAsync(context);
            return;
        }

        await AnswerAsync(context, request.CertificateRequest);
    }

    private async Task RenewAsync(HttpContext context)
    {
        Renewals++;
        var request = await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.RenewalRequest);
        Assert.Equal($"CN={ConnectorId}", context.Connection.ClientCertificate?.Subject);
        CertificateLife = TimeSpan.FromDays(90);
        await AnswerAsync(context, request!.CertificateRequest);
    }

    private async Task AnswerAsync(HttpContext context, string request)
    {
        var now = TimeProvider.System.GetUtcNow();
        var certificate = _authority.Sign(request, $"CN={ConnectorId}", now - CertificateLife, now + CertificateLife);
        var response = new EnrolmentResponse { ConnectorId = ConnectorId, Certificate = certificate };
        await context.Response.WriteAsync(JsonSerializer.Serialize(response, ContractsJson.Default.EnrolmentResponse));
    }

    private async Task GivePackageAsync(HttpContext context, string sha256)
    {
        Assert.Equal($"CN={ConnectorId}", context.Connection.ClientCertificate?.Subject);
        PackageRequests.Enqueue(context.Request.Headers.Range);
        if (!Packages.TryGetValue(sha256, out var content))
        {
            await Results.Problem(title: "There is no such package.", detail: "Upload it.", statusCode: 404).ExecuteAsync(context);
        }
        else if (Breaks.TryDequeue(out var after))
        {
            var from = context.Request.GetTypedHeaders().Range?.Ranges.First().From ?? 0;
            context.Response.StatusCode = from > 0 ? 206 : 200;
            context.Response.ContentLength = content.Length - from;
            await context.Response.Body.WriteAsync(content.AsMemory((int)from, after));
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
        else
        {
            await Results.Bytes(content, enableRangeProcessing: true).ExecuteAsync(context);
        }
    }

    private async Task TakeFileAsync(HttpContext context, Guid id, string name)
    {
        Assert.Equal($"CN={ConnectorId}", context.Connection.ClientCertificate?.Subject);
        if (Refusals-- > 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content);
        Files[(id, name)] = content.ToArray();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Assert.Equal($"CN={ConnectorId}", context.Connection.ClientCertificate?.Subject);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var channel = new TestServerChannel(socket, context.Connection.ClientCertificate!.SerialNumber);
        _opened.Add(channel);
        if (_channels.Writer.TryWrite(channel))
        {
            await channel.Ended;
        }
    }
}
