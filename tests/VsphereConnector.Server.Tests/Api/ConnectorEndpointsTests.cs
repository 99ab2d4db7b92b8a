using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Api;

public sealed class ConnectorEndpointsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer _server = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_ByNameStateAndPage_GivesWhatMatchesInOrder()
    {
        var prefix = Guid.NewGuid().ToString("N");
        var connectors = new List<FakeConnector>();
        for (var number = 0; number < 3; number++)
        {
            connectors.Add(await _server.EnrolledAsync($"{prefix}-{number}"));
        }

        await connectors[1].OpenAsync();
        var first = await GetAsync($"?name={prefix.ToUpperInvariant()}&limit=2");
        var second = await GetAsync($"?name={prefix}&limit=2&after={first.GetProperty("next").GetString()}");
        var connected = await GetAsync($"?name={prefix}&state=connected");

        Assert.Equal([connectors[0].Id, connectors[1].Id], Ids(first));
        Assert.Equal([connectors[2].Id], Ids(second));
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal([connectors[1].Id], Ids(connected));
    }

    [Fact]
    public async Task Get_KnownConnector_TellsWhatHappenedToIt()
    {
        using var connector = await _server.EnrolledAsync(Guid.NewGuid().ToString());

        var answer = await GetAsync($"/{connector.Id}");

        Assert.Equal("guest", answer.GetProperty("hostName").GetString());
        Assert.Equal("Enrolled", answer.GetProperty("state").GetString());
        Assert.Equal("enrolled", answer.GetProperty("events")[0].GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("/none", HttpStatusCode.NotFound)]
    [InlineData("/0197e3a8-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("?state=happy&limit=0&colour=red", HttpStatusCode.BadRequest)]
    public async Task Get_WhatIsNotThere_SaysSo(string query, HttpStatusCode status)
    {
        var problem = await GetAsync(query, status);

        Assert.NotEqual("", problem.GetProperty("detail").GetString());
    }

    private static IEnumerable<Guid> Ids(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid());

    private async Task<JsonElement> GetAsync(string query, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var http = new HttpClient { BaseAddress = _server.ApiUrl };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await _server.ApiTokenAsync());
        using var answer = await http.GetAsync($"/api/v1/connectors{query}", Cancellation);
        Assert.Equal(expected, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
