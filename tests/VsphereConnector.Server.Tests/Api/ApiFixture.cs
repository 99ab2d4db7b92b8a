using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Tests.Operations;

namespace VsphereConnector.Server.Tests.Api;

/// <summary>The whole server on loopback, with a runner that the test chooses.</summary>
internal sealed class ApiFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly WebApplication _app;

    private ApiFixture(DirectoryInfo folder, WebApplication app, HttpClient client)
    {
        _folder = folder;
        _app = app;
        Client = client;
    }

    /// <summary>Sends a valid token.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ApiFixture> StartAsync(Func<OperationRun, CancellationToken, Task<OperationEnd>>? run = null)
    {
        var data = Directory.CreateTempSubdirectory("api-");
        var options = new ServerOptions { DataFolder = data.FullName };
        options.Listen.Api = "http://127.0.0.1:0";
        options.Listen.Connectors = "https://127.0.0.1:0";
        var server = ServerHost.Build(options, services =>
        {
            services.RemoveAll<IOperationRunner>();
            services.AddSingleton<IOperationRunner>(new DelegateRunner(run ?? ((_, _) => Task.FromResult<OperationEnd>(new OperationEnd.Succeeded()))));
        });
        await server.StartAsync(Token);
        var token = await server.Services.GetRequiredService<ApiTokens>().CreateAsync("tester", null, Token);
        var client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan }) { BaseAddress = server.Services.GetRequiredService<ServerListeners>().Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ApiFixture(data, server, client);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json, string contentType = "application/json") =>
        Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, contentType), Token);

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request, Token);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    public async Task<Guid> SubmitAsync(string json = """{"kind":"GetStatus","target":{"virtualMachine":"web-01"}}""")
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "/api/v1/operations", json);
        Assert.Equal(202, status);
        return body.GetProperty("id").GetGuid();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
