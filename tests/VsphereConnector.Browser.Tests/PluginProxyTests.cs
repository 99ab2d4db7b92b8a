using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VsphereConnector.Browser.Tests.World;
using VsphereConnector.Demo.Shell;
using VsphereConnector.Simulator;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Browser.Tests;

/// <summary>What the shell's proxy passes on and what it does not. It takes no browser.</summary>
public sealed class PluginProxyTests : IAsyncDisposable
{
    private const string User = "administrator@vsphere.local", Password = "simulator";

    private readonly ManualTimeProvider _time = new();
    private readonly List<IAsyncDisposable> _parts = [];
    private Uri _plugin = null!;
    private HttpClient _browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenACallIsForwarded_ThenTheClientsOwnCookieStaysAndTheSessionsHeaderGoes()
    {
        await StartAsync(plugin => plugin.MapPost("/api/echo", async (HttpContext context) =>
        {
            context.Response.Cookies.Append("of-the-plugin", "1");
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync(Cancel);
            return $"{context.Request.Headers["vmware-api-session-id"]}|{context.Request.Headers.Cookie}|{context.Request.QueryString}|{body}";
        }));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_plugin, "api/echo?a=%2F&b=2")) { Content = new StringContent("text") };
        request.Headers.Add("vmware-api-session-id", "token");
        var answer = await _browser.SendAsync(request, Cancel);
        Assert.Equal("token||?a=%2F&b=2|text", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task WhenAnAnswerDoesNotBeginWithin30Seconds_ThenItIsA408()
    {
        var arrived = new TaskCompletionSource();
        await StartAsync(plugin => plugin.MapGet("/api/slow", async (HttpContext context) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }));
        var answer = _browser.GetAsync(new Uri(_plugin, "api/slow"), Cancel);
        await arrived.Task.WaitAsync(Cancel);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.RequestTimeout, (await answer).StatusCode);
    }

    [Fact]
    public async Task WhenAnEventStreamHasBegun_ThenItIsPassedOnAsItComes()
    {
        var seen = new TaskCompletionSource();
        await StartAsync(plugin => plugin.MapGet("/api/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: first\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await seen.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("data: second\n\n", context.RequestAborted);
        }));
        await using var stream = await _browser.GetStreamAsync(new Uri(_plugin, "api/events"), Cancel);
        await using var events = SseParser.Create(stream).EnumerateAsync(Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("first", events.Current.Data);
        _time.Advance(TimeSpan.FromMinutes(5));
        seen.SetResult();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("second", events.Current.Data);
    }

    [Theory]
    [InlineData("/plugins/com.vsphereconnector.plugin~1.0.0~1/127.0.0.1-1/api/echo")]
    [InlineData("/plugins/com.example.other~1.0.0~1/127.0.0.1-1/")]
    public async Task WhenTheAddressIsNotThePluginsOwn_ThenNothingIsForwarded(string path)
    {
        await StartAsync(_ => { });
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.GetAsync(new Uri(_browser.BaseAddress!, path), Cancel)).StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        foreach (var part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }
    }

    /// <summary>A plug-in's server, a vCenter in which it is registered, and a browser that has entered the shell.</summary>
    private async Task StartAsync(Action<WebApplication> map)
    {
        var server = Keep(await PluginServer.StartAsync(map, Cancel));
        var vCenter = Keep(await SimulatedVCenter.StartAsync(new SimulatorOptions(), TimeProvider.System, Cancel));
        await RegisterAsync(vCenter, new Uri(server.Address, "plugin/plugin.json"));
        var authorities = new X509Certificate2Collection(server.Certificate);
        authorities.ImportFromPem(vCenter.CertificatePem);
        var options = new ShellOptions { VCenter = vCenter.SdkUri, Users = [new ShellUser(User, Password, "")], Authorities = authorities };
        var shell = Keep(await ShellHost.StartAsync(options, _time, Cancel));
        _browser = new HttpClient { BaseAddress = shell.Address };
        (await _browser.PutAsJsonAsync("shell/session", new { user = User }, Cancel)).EnsureSuccessStatusCode();
        _plugin = new Uri(shell.Address, $"plugins/com.vsphereconnector.plugin~1.0.0~1/127.0.0.1-{server.Address.Port}/");
    }

    private static async Task RegisterAsync(SimulatedVCenter vCenter, Uri manifest)
    {
        var options = new VimClientOptions { SdkUri = vCenter.SdkUri, Trust = CertificateTrust.ByThumbprint(vCenter.Sha256Thumbprint) };
        using var client = await VimClient.ConnectAsync(options, cancellationToken: Cancel);
        await client.SessionManager.LoginAsync(User, Password, cancellationToken: Cancel);
        var description = new Description("Test", "Test");
        await client.ExtensionManager.RegisterExtensionAsync(
            new Extension
            {
                Key = "com.vsphereconnector.plugin",
                Version = "1.0.0",
                Description = description,
                Client = [new ExtensionClientInfo { Type = "vsphere-client-remote", Version = "1.0.0", Url = manifest.ToString(), Company = "Test", Description = description }],
            },
            Cancel);
        await client.SessionManager.LogoutAsync(Cancel);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
