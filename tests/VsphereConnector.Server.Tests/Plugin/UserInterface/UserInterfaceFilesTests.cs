using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Plugin.UserInterface;

namespace VsphereConnector.Server.Tests.Plugin.UserInterface;

public sealed class UserInterfaceFilesTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("user-interface-");
    private WebApplication? _server;

    private string Views => Path.Combine(_folder.FullName, "ui");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(Views, "assets"));
        await File.WriteAllTextAsync(Path.Combine(Views, "index.html"), "<!doctype html>", Token);
        await File.WriteAllTextAsync(Path.Combine(Views, "assets", "index-1a2b.js"), "export {};", Token);
        await File.WriteAllTextAsync(Path.Combine(Views, "assets", "font-1a2b.woff2"), "", Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "secret.js"), "secret", Token);
    }

    [Fact]
    public async Task Index_Anonymous_MayBeFramedByItsClientAndLoadsNothingForeign()
    {
        using var client = await StartAsync(Views);

        using var response = await client.GetAsync("/plugin/ui/index.html?view=install", Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("X-Frame-Options"));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_AskedAgain_IsCheckedForNews()
    {
        using var client = await StartAsync(Views);
        using var first = await client.GetAsync("/plugin/ui/index.html", Token);
        Assert.True(first.Headers.CacheControl?.NoCache);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/plugin/ui/index.html");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("index-1a2b.js", "text/javascript")]
    [InlineData("font-1a2b.woff2", "font/woff2")]
    public async Task Asset_NamedByItsContent_IsKeptForGood(string name, string mediaType)
    {
        using var client = await StartAsync(Views);

        using var response = await client.GetAsync($"/plugin/ui/assets/{name}", Token);

        Assert.Equal(mediaType, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/plugin/ui/nothing.js")]
    [InlineData("/plugin/ui/../secret.js")]
    [InlineData("/plugin/ui/..%2fsecret.js")]
    [InlineData("/plugin/ui/assets/..%5c..%5csecret.js")]
    public async Task File_NotOneOfTheViews_Is404(string path)
    {
        using var client = await StartAsync(Views);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path, Token)).StatusCode);
    }

    [Fact]
    public async Task WhenTheViewsWereNotBuilt_ThenTheAnswerSaysSo()
    {
        using var client = await StartAsync(Path.Combine(_folder.FullName, "nothing"));

        using var response = await client.GetAsync("/plugin/ui/index.html?view=install", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("urn:vsphere-connector:problem:user-interface-missing", problem.GetProperty("type").GetString());
    }

    [Fact]
    public void Policy_LetsTheConfiguredVCentersFrameThePages()
    {
        var options = new ServerOptions
        {
            VCenters =
            {
                new VCenterOptions { Name = "one", Url = "https://vcenter.example/sdk" },
                new VCenterOptions { Name = "two", Url = "https://vcenter.example:8443" },
            },
        };

        var policy = ContentSecurityPolicy.For(options);

        Assert.EndsWith("frame-ancestors 'self' https://vcenter.example https://vcenter.example:8443", policy, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task<HttpClient> StartAsync(string views)
    {
        var options = new ServerOptions { DataFolder = Path.Combine(_folder.FullName, "data") };
        options.Listen.Api = "http://127.0.0.1:0";
        options.Listen.Connectors = "https://127.0.0.1:0";
        _server = ServerHost.Build(options, services => services.AddSingleton(new UserInterfaceFolder(views)));
        await _server.StartAsync(Token);
        return new HttpClient { BaseAddress = _server.Services.GetRequiredService<ServerListeners>().Api };
    }
}
