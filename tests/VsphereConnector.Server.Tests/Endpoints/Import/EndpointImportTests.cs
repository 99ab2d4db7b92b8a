using System.Text.Json;
using System.Text.Json.Nodes;
using VsphereConnector.Server.Tests.Api;
using static VsphereConnector.Server.Tests.Api.ApiFixture;

namespace VsphereConnector.Server.Tests.Endpoints.Import;

public sealed class EndpointImportTests : IAsyncLifetime
{
    private const string Path = "/api/v1/endpoints";

    private const string File =
        """
        name,address,port,os,credential,runAs
        new,192.0.2.1,,linux,deploy,jetuser
        same,192.0.2.2,,linux,,
        moved,192.0.2.33,,,,
        wrong,not an address,,linux,,
        port,192.0.2.5,ssh,linux,,
        same,192.0.2.6,,linux,,
        taken,192.0.2.2,,linux,,
        "open,192.0.2.8,,linux,,
        """;

    private ApiFixture _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync();
        await ImportAsync("""{"endpoints":[{"name":"same","address":"192.0.2.2"},{"name":"moved","address":"192.0.2.3","runAs":"jetuser"}],"defaults":{"operatingSystem":"Linux"}}""");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task DryRun_TellsEachLine_AndDoesNothing()
    {
        var before = await ListAsync();

        var view = await ImportAsync(Csv(File, dryRun: true));

        Assert.Equal(
            ["2 Add", "3 Same", "4 Change", "5 Broken", "6 Broken", "7 Broken", "8 Broken", "9 Broken"],
            Items(view).Select(item => $"{item.GetProperty("line").GetInt32()} {item.GetProperty("outcome").GetString()}"));
        Assert.Equal("address: 192.0.2.3 → 192.0.2.33", Items(view)[2].GetProperty("changes")[0].GetString());
        Assert.Contains("line 3", Items(view)[5].GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("'same'", Items(view)[6].GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.False(view.GetProperty("applied").GetBoolean());
        Assert.Equal(before, await ListAsync());
    }

    [Fact]
    public async Task Import_GoodLinesAreDoneAndBrokenOnesLeftOut()
    {
        var view = await ImportAsync(Csv(File));

        Assert.True(view.GetProperty("applied").GetBoolean());
        Assert.Equal((1, 1, 1, 5), (Count("added"), Count("changed"), Count("same"), Count("broken")));
        Assert.Equal(["same 192.0.2.2", "moved 192.0.2.33 jetuser", "new 192.0.2.1 jetuser"], await ListAsync());

        int Count(string name) => view.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Import_AllOrNothing_DoesNothingWhereALineIsBroken()
    {
        var before = await ListAsync();

        var view = await ImportAsync(Csv(File, allOrNothing: true));

        Assert.False(view.GetProperty("applied").GetBoolean());
        Assert.Equal(before, await ListAsync());
    }

    [Fact]
    public async Task Import_ARange_TwiceIsTheSame()
    {
        const string Body = """{"addresses":["198.51.100.0/28","db-[01-03].example"],"defaults":{"operatingSystem":"Linux","credential":"root"}}""";

        var first = await ImportAsync(Body);
        var second = await ImportAsync(Body);

        Assert.Equal(17, first.GetProperty("added").GetInt32());
        Assert.Equal(17, second.GetProperty("same").GetInt32());
    }

    [Theory]
    [InlineData("""{"addresses":["10.0.0.0/12"],"defaults":{"operatingSystem":"Linux"}}""", "1,048,574")]
    [InlineData("""{"addresses":["10.0.0.0/21","10.0.8.0/21","10.0.16.0/21"],"defaults":{"operatingSystem":"Linux"}}""", "4,096 are the most")]
    [InlineData("""{"addresses":["10.0.0.9-10.0.0.1"]}""", "ends before it begins")]
    [InlineData("""{"csv":"a,b\n1,2"}""", "'a' is none")]
    [InlineData("""{"dryRun":true}""", "Must have csv")]
    [InlineData("""{"endpoints":[null]}""", "not null")]
    [InlineData("""{"csv":"name\nx","colour":1}""", "Unknown field")]
    public async Task Import_WhatCannotBeMeant_IsRefusedAsAWhole(string body, string why)
    {
        var before = await ListAsync();

        var (status, problem) = await _server.SendAsync(HttpMethod.Post, $"{Path}/import", body);

        Assert.Equal(400, status);
        Assert.Contains(why, problem.GetProperty("errors").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(before, await ListAsync());
    }

    private static string Csv(string csv, bool dryRun = false, bool allOrNothing = false) =>
        new JsonObject { ["csv"] = csv, ["dryRun"] = dryRun, ["allOrNothing"] = allOrNothing, ["defaults"] = new JsonObject { ["operatingSystem"] = "Linux" } }.ToJsonString();

    private static List<JsonElement> Items(JsonElement view) => [.. view.GetProperty("items").EnumerateArray()];

    private async Task<JsonElement> ImportAsync(string body)
    {
        var (status, view) = await _server.SendAsync(HttpMethod.Post, $"{Path}/import", body);
        Assert.Equal(200, status);
        return view;
    }

    private async Task<List<string>> ListAsync()
    {
        var (_, page) = await _server.SendAsync(HttpMethod.Get, $"{Path}?limit=500");
        return [.. page.GetProperty("items").EnumerateArray().Select(item => string.Join(
            ' ', new[] { "name", "address", "runAs" }.Select(field => item.TryGetProperty(field, out var value) ? value.GetString() : null).OfType<string>()))];
    }
}
