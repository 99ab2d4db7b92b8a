using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Operations;
using static VsphereConnector.Server.Tests.Api.ApiFixture;

namespace VsphereConnector.Server.Tests.Api;

public sealed class OperationsApiTests
{
    private const string Path = "/api/v1/operations";
    private const string Valid = """{"kind":"RunTask","target":{"virtualMachine":"web-01"},"parameters":{"script":"id"},"idempotencyKey":"k"}""";

    [Fact]
    public async Task Submit_Valid_IsAcceptedAndFoundWhereItSays()
    {
        await using var server = await StartAsync();

        using var response = await server.PostAsync(Path, Valid);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var (status, body) = await server.SendAsync(HttpMethod.Get, response.Headers.Location!.ToString());
        Assert.Equal((200, "tester"), (status, body.GetProperty("createdBy").GetString()));
        Assert.Equal("queued", body.GetProperty("events")[0].GetProperty("step").GetString());
    }

    [Fact]
    public async Task Submit_SameKey_IsTheSameOperationOrAConflict()
    {
        await using var server = await StartAsync();
        var first = await server.SendAsync(HttpMethod.Post, Path, Valid);

        var same = await server.SendAsync(HttpMethod.Post, Path, Valid);
        var other = await server.SendAsync(HttpMethod.Post, Path, Valid.Replace("\"id\"", "\"ls\"", StringComparison.Ordinal));

        Assert.Equal((202, 200, 409), (first.Status, same.Status, other.Status));
        Assert.Equal(first.Body.GetProperty("id").GetGuid(), same.Body.GetProperty("id").GetGuid());
        Assert.EndsWith("idempotency-key-conflict", other.Body.GetProperty("type").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Batch_TellsOfEachInItsOrder()
    {
        await using var server = await StartAsync();

        var (status, body) = await server.SendAsync(HttpMethod.Post, Path, $$"""{"operations":[{{Valid}},{"kind":"Dance"},{{Valid}}]}""");

        Assert.Equal(202, status);
        Assert.Equal([202, 400, 200], body.GetProperty("operations").EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        Assert.True(body.GetProperty("operations")[1].GetProperty("problem").GetProperty("errors").TryGetProperty("target", out _));
    }

    [Fact]
    public async Task List_FollowingNext_ShowsEachOnce()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await server.SubmitAsync();
        }

        var seen = new List<Guid>();
        for (var after = ""; after is not null;)
        {
            var (_, page) = await server.SendAsync(HttpMethod.Get, $"{Path}?limit=3{after}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        Assert.Equal((7, 7), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task Output_OfOneStreamFromAnOffset_IsTheBytesAsWritten()
    {
        var written = new TaskCompletionSource();
        await using var server = await StartAsync(async (run, token) =>
        {
            await run.AppendOutputAsync(OutputStream.Output, 0, new byte[] { 1, 2, 3, 255 }, token);
            await run.AppendOutputAsync(OutputStream.Error, 4, new byte[] { 9 }, token);
            written.SetResult();
            return new OperationEnd.Succeeded();
        });
        var id = await server.SubmitAsync();
        await written.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal([1, 2, 3, 255, 9], await server.Client.GetByteArrayAsync(new Uri($"{Path}/{id}/output", UriKind.Relative), Token));
        Assert.Equal([3, 255], await server.Client.GetByteArrayAsync(new Uri($"{Path}/{id}/output?stream=Output&offset=2", UriKind.Relative), Token));
        Assert.Empty(await server.Client.GetByteArrayAsync(new Uri($"{Path}/{id}/output?offset=99", UriKind.Relative), Token));
    }

    [Fact]
    public async Task Cancel_WhileRunning_EndsIt_AndItsStreamSaysSo()
    {
        await using var server = await StartAsync(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new OperationEnd.Succeeded();
        });
        var id = await server.SubmitAsync();
        using var response = await server.Client.GetAsync(
            new Uri($"{Path}/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token);

        var (status, _) = await server.SendAsync(HttpMethod.Post, $"{Path}/{id}/cancel");
        var stream = await response.Content.ReadAsStringAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal(202, status);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("event: end", stream, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"Cancelled\"", stream, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_AskedForWhileTheServerStops_EndAndAreNoError(bool ofAll)
    {
        await using var server = await StartAsync(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new OperationEnd.Succeeded();
        });
        var id = await server.SubmitAsync();
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        using var response = await server.Client.GetAsync(new Uri(ofAll ? $"{Path}/events" : $"{Path}/{id}/events", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("event: end", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_ResumedAfterAnId_ShowTheRestAndThenNothing()
    {
        await using var server = await StartAsync(async (run, token) =>
        {
            await run.ReportAsync("one", "First.", 10, cancellationToken: token);
            await run.ReportAsync("two", "Second.", 20, cancellationToken: token);
            return new OperationEnd.Succeeded();
        });
        var id = await server.SubmitAsync();

        var whole = Steps(await StreamAsync(server, id, null));
        var rest = Steps(await StreamAsync(server, id, whole[1].Id));

        Assert.Equal(["queued", "started", "one", "two", "succeeded"], whole.Select(step => step.Name));
        Assert.Equal(whole[2..], rest);
        using var nothing = await SendForEventsAsync(server, id, whole[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
    }

    [Fact]
    public async Task OpenApi_Document_DescribesEveryOperation()
    {
        await using var server = await StartAsync();

        var (status, document) = await server.SendAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal(200, status);
        var calls = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();
        Assert.All(calls, call => Assert.True(call.Value.TryGetProperty("summary", out _), call.Value.ToString()));
        Assert.True(document.GetProperty("paths").TryGetProperty(Path, out _));
    }

    private static List<(string Id, string Name)> Steps(string stream) =>
        [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(block => block.Split('\n'))
            .Where(lines => lines.Contains("event: step"))
            .Select(lines => (lines[0]["id: ".Length..], JsonElement.Parse(lines[2]["data: ".Length..]).GetProperty("step").GetString()!))];

    private static async Task<string> StreamAsync(ApiFixture server, Guid id, string? after)
    {
        using var response = await SendForEventsAsync(server, id, after);
        return await response.Content.ReadAsStringAsync(Token);
    }

    private static Task<HttpResponseMessage> SendForEventsAsync(ApiFixture server, Guid id, string? after)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/{id}/events");
        if (after is not null)
        {
            request.Headers.Add("Last-Event-ID", after);
        }

        return server.Client.SendAsync(request, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
    }
}
