using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Tests.Deployment;
using VsphereConnector.Server.Tests.Fleet;
using VsphereConnector.Simulator;

namespace VsphereConnector.Server.Tests.Triggers;

/// <summary>What tests do with rules over REST.</summary>
internal static class RuleWorld
{
    private static CancellationToken Cancel => DeploymentWorld.Cancel;

    /// <summary>A world in which events are read often, and logons are configured.</summary>
    public static Task<DeploymentWorld> StartAsync(SimulatorOptions? simulator = null, Action<ServerOptions>? configure = null) =>
        DeploymentWorld.StartAsync(simulator, options =>
        {
            options.Rules.PollInterval = TimeSpan.FromMilliseconds(100);
            var password = DeploymentWorld.WritePassword(Path.GetDirectoryName(options.DataFolder)!, "root", "guest");
            options.GuestLogons.Add(new GuestLogonOptions { Name = "root", Username = "root", PasswordFile = password });
            configure?.Invoke(options);
        });

    /// <summary>A rule that installs the connector, with what the test adds.</summary>
    public static Dictionary<string, object?> Installs(string name, params string[] on) => new()
    {
        ["name"] = name,
        ["on"] = on,
        ["scope"] = new { names = new[] { "web-*" } },
        ["action"] = new { kind = "InstallConnector" },
        ["guestLogon"] = "root",
        ["settleSeconds"] = 0,
    };

    public static async Task<JsonElement> CreateRuleAsync(this DeploymentWorld world, object rule)
    {
        var (status, body) = await world.SendAsync(HttpMethod.Post, "rules", rule);
        Assert.True(status == HttpStatusCode.Created, body.ToString());
        return body;
    }

    public static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(this DeploymentWorld world, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await world.Client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <summary>Waits until the events of the simulated vCenter are read up to the newest.</summary>
    public static Task ReadingAsync(this DeploymentWorld world) => world.UntilAsync(
        "rules", list => list.GetProperty("vCenters").EnumerateArray().Any(vCenter => vCenter.TryGetProperty("caughtUpAt", out _)));

    /// <summary>Waits until the firings are as the test wants them, newest first.</summary>
    public static async Task<IReadOnlyList<JsonElement>> FiringsAsync(this DeploymentWorld world, Func<IReadOnlyList<JsonElement>, bool> expected, string query = "") =>
        [.. (await world.UntilAsync($"rules/firings?limit=500{query}", page => expected(Items(page)))).GetProperty("items").EnumerateArray()];

    public static string Text(this JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.ToString() : "";

    private static IReadOnlyList<JsonElement> Items(JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];
}
