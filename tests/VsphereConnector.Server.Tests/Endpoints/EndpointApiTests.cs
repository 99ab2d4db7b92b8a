using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Endpoints;
using VsphereConnector.Server.Tests.Api;
using static VsphereConnector.Server.Tests.Api.ApiFixture;

namespace VsphereConnector.Server.Tests.Endpoints;

public sealed class EndpointApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Path = "/api/v1/endpoints";
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMwTn1XC5T+3e5IwbLrwJDXTqNz1NvFU4hKQWVj0QwUz";

    private readonly ApiFixture _server = shared.Server;

    [Fact]
    public async Task Add_ThenGetByNameAndById_IsTheSame()
    {
        var (status, added) = await AddAsync("""{"name":"get-01","address":"Get-01.Example","operatingSystem":"linux","credential":"root"}""");

        Assert.Equal(201, status);
        Assert.Equal(("get-01.example", 22, "Ssh", "FirstUse", 1), (
            added.GetProperty("address").GetString(),
            added.GetProperty("port").GetInt32(),
            added.GetProperty("driver").GetString(),
            added.GetProperty("hostKeyPolicy").GetString(),
            added.GetProperty("version").GetInt32()));
        var byName = await GetAsync("GET-01");
        var byId = await GetAsync(added.GetProperty("id").GetString()!);
        Assert.Equal(added.GetRawText(), byName.GetRawText());
        Assert.Equal(added.GetRawText(), byId.GetRawText());
    }

    [Fact]
    public async Task Add_EverythingWrong_IsToldAtOnceAndNothingIsRegistered()
    {
        var (status, problem) = await AddAsync(
            """
            {"name":"  ","address":"010.1","operatingSystem":"Solaris","driver":"Telnet","port":70000,"hostKeys":["rsa nonsense"],
             "hostKeyPolicy":"Maybe","credential":"","runAs":"","extra":1}
            """);

        Assert.Equal(400, status);
        Assert.Equal(
            ["address", "credential", "driver", "extra", "hostKeyPolicy", "name", "operatingSystem", "port", "runAs"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"name":"01a205c7-c8bf-7cdb-bb93-859f78eee216","address":"a","operatingSystem":"Linux"}""", "name")]
    [InlineData("""{"name":"a","address":"10.0.0.0/24","operatingSystem":"Linux"}""", "address")]
    [InlineData("""{"name":"a","address":"-oProxyCommand=x","operatingSystem":"Linux"}""", "address")]
    [InlineData("""{"name":"a","operatingSystem":"Linux"}""", "address")]
    [InlineData("""{"name":"a","address":"a","operatingSystem":"Windows","driver":"Ssh"}""", "driver")]
    [InlineData("""{"name":"a","address":"a","operatingSystem":"Windows","jump":"bastion"}""", "driver")]
    [InlineData("""{"name":"a","address":"a","operatingSystem":"Linux","hostKeys":["ssh-ed25519 AAAA"]}""", "hostKeys")]
    [InlineData("""{"name":"a","address":"a","operatingSystem":"Linux","hostKeyPolicy":"Pinned"}""", "hostKeyPolicy")]
    [InlineData("""{"name":"a","address":"a","operatingSystem":"Linux","runAs":"jet user;id"}""", "runAs")]
    [InlineData("""{"name":"a","address":"a","operatingSystem":"Linux","parentFolder":"/opt/$(id)"}""", "parentFolder")]
    [InlineData("""{"name":"a","address":"a","operatingSystem":"Windows","tempFolder":"C:\\a\" & calc"}""", "tempFolder")]
    public async Task Add_Wrong_NamesTheField(string body, string field)
    {
        var (status, problem) = await AddAsync(body);

        Assert.Equal(400, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task Add_TakenNameOrAddress_Is409SayingByWhom()
    {
        await AddAsync("""{"name":"taken","address":"192.0.2.1","operatingSystem":"Linux"}""");

        var sameName = await AddAsync("""{"name":"TAKEN","address":"192.0.2.2","operatingSystem":"Linux"}""");
        var sameAddress = await AddAsync("""{"name":"other","address":"192.0.2.1","operatingSystem":"Linux"}""");
        var otherPort = await AddAsync("""{"name":"third","address":"192.0.2.1","port":2222,"operatingSystem":"Linux"}""");

        Assert.Equal((409, "urn:vsphere-connector:problem:endpoint-name-taken"), (sameName.Status, TypeOf(sameName.Body)));
        Assert.Equal((409, "urn:vsphere-connector:problem:endpoint-address-taken"), (sameAddress.Status, TypeOf(sameAddress.Body)));
        Assert.Contains("'taken'", sameAddress.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(201, otherPort.Status);
    }

    [Fact]
    public async Task Add_BehindAnother_NeedsThatOneWhichThenStays()
    {
        var unknown = await AddAsync("""{"name":"inner","address":"10.9.0.1","operatingSystem":"Linux","jump":"bastion"}""");
        await AddAsync("""{"name":"bastion","address":"bastion.example","operatingSystem":"Linux"}""");
        var behind = await AddAsync("""{"name":"inner","address":"10.9.0.1","operatingSystem":"Linux","jump":"bastion"}""");
        var circle = await PutAsync("bastion", """{"name":"bastion","address":"bastion.example","operatingSystem":"Linux","jump":"inner","version":1}""");
        var removal = await _server.SendAsync(HttpMethod.Delete, $"{Path}/bastion");
        var renamed = await PutAsync("bastion", """{"name":"gate","address":"bastion.example","operatingSystem":"Linux","version":1}""");

        Assert.Equal((400, "urn:vsphere-connector:problem:endpoint-jump-unknown"), (unknown.Status, TypeOf(unknown.Body)));
        Assert.Equal(201, behind.Status);
        Assert.Equal((400, "urn:vsphere-connector:problem:endpoint-jump-circle"), (circle.Status, TypeOf(circle.Body)));
        Assert.Equal((409, "urn:vsphere-connector:problem:endpoint-in-use"), (removal.Status, TypeOf(removal.Body)));
        Assert.Equal(200, renamed.Status);
        Assert.Equal("gate", (await GetAsync("inner")).GetProperty("jump").GetString());
    }

    [Fact]
    public async Task Change_OfAnOlderVersion_Is409AndChangesNothing()
    {
        await AddAsync("""{"name":"guarded","address":"192.0.2.20","operatingSystem":"Linux"}""");
        var first = await PutAsync("guarded", """{"name":"guarded","address":"192.0.2.21","operatingSystem":"Linux","version":1}""");
        var second = await PutAsync("guarded", """{"name":"guarded","address":"192.0.2.22","operatingSystem":"Linux","version":1}""");
        var none = await PutAsync("guarded", """{"name":"guarded","address":"192.0.2.22","operatingSystem":"Linux"}""");

        Assert.Equal((200, 409, 400), (first.Status, second.Status, none.Status));
        var endpoint = await GetAsync("guarded");
        Assert.Equal(("192.0.2.21", 2), (endpoint.GetProperty("address").GetString(), endpoint.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task List_PageByPage_HasEachOnce()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await server.SendAsync(HttpMethod.Post, Path, $$"""{"address":"page-{{i}}.example","operatingSystem":"{{(i % 2 == 0 ? "Linux" : "Windows")}}"}""");
        }

        var names = new List<string?>();
        for (string? after = ""; after is not null;)
        {
            var (_, page) = await server.SendAsync(HttpMethod.Get, $"{Path}?limit=3{after}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"page-{i}.example"), names);
        var (_, windows) = await server.SendAsync(HttpMethod.Get, $"{Path}?operatingSystem=windows&driver=Smb&name=PAGE");
        Assert.Equal(3, windows.GetProperty("items").GetArrayLength());
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Get, $"{Path}?colour=red")).Status);
    }

    [Fact]
    public async Task Pin_TheFirstKeyStays_AnotherIsRefused()
    {
        var (_, added) = await AddAsync("""{"name":"pinned","address":"192.0.2.30","operatingSystem":"Linux"}""");
        var id = added.GetProperty("id").GetGuid();
        var registry = _server.Services.GetRequiredService<EndpointRegistry>();
        var key = HostKeyList.Parse([Key]);
        var other = HostKeyList.Parse([Key.Replace("UzV", "UzW", StringComparison.Ordinal).Replace("QwUz", "QwUa", StringComparison.Ordinal)]);

        Assert.True(await registry.PinAsync(id, key, Token));
        Assert.True(await registry.PinAsync(id, key, Token));
        Assert.False(await registry.PinAsync(id, other, Token));
        Assert.Equal(key, (await registry.FindAsync(id, Token))!.HostKeys);
    }

    [Fact]
    public async Task Remove_IsGoneAndItsNameFree()
    {
        await AddAsync("""{"name":"gone","address":"192.0.2.40","operatingSystem":"Linux"}""");

        using var removed = await _server.Client.DeleteAsync(new Uri($"{Path}/gone", UriKind.Relative), Token);

        Assert.Equal(204, (int)removed.StatusCode);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Get, $"{Path}/gone")).Status);
        Assert.Equal(201, (await AddAsync("""{"name":"gone","address":"192.0.2.40","operatingSystem":"Linux"}""")).Status);
    }

    private static string? TypeOf(JsonElement problem) => problem.GetProperty("type").GetString();

    private Task<(int Status, JsonElement Body)> AddAsync(string body) => _server.SendAsync(HttpMethod.Post, Path, body);

    private Task<(int Status, JsonElement Body)> PutAsync(string name, string body) => _server.SendAsync(HttpMethod.Put, $"{Path}/{name}", body);

    private async Task<JsonElement> GetAsync(string nameOrId)
    {
        var (status, body) = await _server.SendAsync(HttpMethod.Get, $"{Path}/{nameOrId}");
        Assert.Equal(200, status);
        return body;
    }
}
