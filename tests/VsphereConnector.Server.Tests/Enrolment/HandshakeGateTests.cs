using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Tests.Enrolment;

/// <summary>The gate before a handshake that the test begins and ends; real connections.</summary>
public sealed class HandshakeGateTests : IAsyncLifetime
{
    private const int Patience = 60_000;

    private readonly Channel<TaskCompletionSource> _begun = Channel.CreateUnbounded<TaskCompletionSource>();
    private readonly List<Socket> _clients = [];
    private readonly HandshakeGate _gate = new(atOnce: 1);
    private ListenOptions _listen = null!;
    private WebApplication _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            _listen = listen;
            _gate.Guard(listen, () => listen.Use(next => async connection =>
            {
                var end = new TaskCompletionSource();
                await _begun.Writer.WriteAsync(end, Token);
                await end.Task;
                await next(connection);
            }));
        }));
        _server = builder.Build();
        await _server.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        while (_begun.Reader.TryRead(out var end))
            end.TrySetResult();
        await _server.DisposeAsync();
        _gate.Dispose();
    }

    [Fact(Timeout = Patience)]
    public async Task WhenAllPlacesAreTaken_ThenTheNextBeginsOnceOneIsDone()
    {
        await ConnectAsync(speaks: true);
        var first = await _begun.Reader.ReadAsync(Token);
        await ConnectAsync(speaks: true);

        var second = _begun.Reader.ReadAsync(Token).AsTask();
        Assert.False(second.IsCompleted);
        first.SetResult();
        (await second).SetResult();
    }

    [Fact(Timeout = Patience)]
    public async Task WhenAHandshakeBreaksOff_ThenItsPlaceIsFree()
    {
        await ConnectAsync(speaks: true);
        (await _begun.Reader.ReadAsync(Token)).SetException(new IOException("It broke off."));

        await ConnectAsync(speaks: true);
        (await _begun.Reader.ReadAsync(Token)).SetResult();
    }

    [Fact(Timeout = Patience)]
    public async Task WhoSaysNothing_TakesNoPlace()
    {
        await ConnectAsync(speaks: false);

        await ConnectAsync(speaks: true);
        (await _begun.Reader.ReadAsync(Token)).SetResult();
    }

    private async Task ConnectAsync(bool speaks)
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        await client.ConnectAsync(_listen.IPEndPoint!, Token);
        if (speaks)
            await client.SendAsync("hello"u8.ToArray(), Token);
    }
}
