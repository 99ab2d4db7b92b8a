using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Plugin;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Simulator;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Extensions;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Server.Tests.Plugin.Sessions;

/// <summary>A simulated vCenter whose clients' users call the whole server as the plug-in's pages do.</summary>
internal sealed class SessionWorld : IAsyncDisposable
{
    public const string Administrator = "administrator@vsphere.local", Operator = "operator@vsphere.local", Viewer = "viewer@vsphere.local";

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _server;
    private readonly List<HttpClient> _clients = [];

    private SessionWorld(DirectoryInfo folder, SimulatedVCenter vCenter, WebApplication server) => (_folder, VCenter, _server) = (folder, vCenter, server);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public SimulatedVCenter VCenter { get; }

    public IServiceProvider Services => _server.Services;

    public DirectoryInfo Folder => _folder;

    public static async Task<SessionWorld> StartAsync(int machines = 3, TimeProvider? time = null, bool registered = true)
    {
        var folder = Directory.CreateTempSubdirectory("sessions-");
        var vCenter = await SimulatedVCenter.StartAsync(new SimulatorOptions { VirtualMachines = machines }, TimeProvider.System, Cancel);
        var server = ServerHost.Build(DeploymentWorld.Options(folder.FullName, vCenter), services =>
        {
            if (time is not null)
            {
                services.Replace(ServiceDescriptor.Singleton(time));
            }
        });
        await server.StartAsync(Cancel);
        var world = new SessionWorld(folder, vCenter, server);
        if (registered)
        {
            await world.RegisterAsync();
        }

        return world;
    }

    /// <summary>A page of the plug-in in this user's client.</summary>
    public HttpClient Page(string user) => Page(VCenter.LogInToClient(user), VCenter.InstanceUuid);

    public HttpClient Page(string? token, string? vCenter)
    {
        var client = Client();
        Add("vmware-api-session-id", token);
        Add("vsphere-connector-vcenter", vCenter);
        return client;

        void Add(string header, string? value)
        {
            if (value is not null)
            {
                client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
            }
        }
    }

    public async Task<HttpClient> ScriptAsync()
    {
        var client = Client();
        var token = await Services.GetRequiredService<ApiTokens>().CreateAsync("script", null, Cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>What the plug-in's extension brings to this vCenter: its privileges.</summary>
    public async Task RegisterAsync()
    {
        await using var session = await VimSession.OpenAsync(
            new VimClientOptions { SdkUri = VCenter.SdkUri, Trust = CertificateTrust.ByThumbprint(VCenter.Sha256Thumbprint) },
            (sessions, cancellation) => sessions.LoginAsync(Administrator, "simulator", cancellationToken: cancellation),
            TimeProvider.System,
            Cancel);
        var extension = new Extension
        {
            Key = PluginIdentity.Key,
            Version = "1.0.0",
            Description = new Description("plug-in", "plug-in"),
            PrivilegeList = [.. PluginPrivilege.All.Select(privilege => new ExtensionPrivilege(privilege, PluginPrivilege.Group))],
        };
        await session.Client.ExtensionManager.RegisterExtensionAsync(extension, Cancel);
    }

    public async Task StopAsync() => await _server.StopAsync(Cancel);

    /// <summary>What the server has logged so far.</summary>
    public string Logs()
    {
        var text = "";
        foreach (var file in Directory.GetFiles(_folder.FullName, "*.log", SearchOption.AllDirectories))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            text += reader.ReadToEnd();
        }

        return text;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        await VCenter.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = _server.Services.GetRequiredService<ServerListeners>().Api };
        _clients.Add(client);
        return client;
    }
}

/// <summary>How pages and scripts call.</summary>
internal static class SessionCalls
{
    public static async Task<(int Status, JsonElement Body)> ReadAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), SessionWorld.Cancel);
        return ((int)response.StatusCode, await BodyAsync(response));
    }

    public static async Task<(int Status, JsonElement Body)> SendAsync(this HttpClient client, string path, object? body = null)
    {
        using var response = await client.PostAsJsonAsync(path, body ?? new { }, SessionWorld.Cancel);
        return ((int)response.StatusCode, await BodyAsync(response));
    }

    public static Task<(int Status, JsonElement Body)> SubmitAsync(this HttpClient client, string kind, string machine) =>
        client.SendAsync("/api/v1/operations", new { kind, target = new { virtualMachine = machine }, parameters = kind == "RunTask" ? new { script = "id" } : null });

    /// <summary>The name of the error in a problem.</summary>
    public static string Code(this (int Status, JsonElement Body) answer) => answer.Body.Code();

    public static string Code(this JsonElement problem) => problem.GetProperty("type").GetString()!.Split(':')[^1];

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(SessionWorld.Cancel);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        return text.Length > 0 ? JsonElement.Parse(text) : default;
    }
}
