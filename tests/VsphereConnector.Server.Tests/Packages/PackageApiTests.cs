using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Server.Tests.Api;

namespace VsphereConnector.Server.Tests.Packages;

public sealed class PackageApiTests : IAsyncLifetime
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Content));

    private ApiFixture _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => _api.Services.GetRequiredService<DataFolder>().Folder("packages");

    public async ValueTask InitializeAsync() => _api = await ApiFixture.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Upload_IsKeptByItsHashAndListed()
    {
        var (status, package) = await UploadAsync($"name=agent.zip&sha256={Hash.ToUpperInvariant()}", Content);
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal(Hash, package.GetProperty("sha256").GetString());
        Assert.Equal(Content.Length, package.GetProperty("size").GetInt64());
        Assert.Equal(Content, await File.ReadAllBytesAsync(Path.Combine(Folder, Hash), Token));

        var (_, list) = await _api.SendAsync(HttpMethod.Get, "/api/v1/packages");
        Assert.Equal("agent.zip", Assert.Single(list.GetProperty("items").EnumerateArray().ToList()).GetProperty("name").GetString());
        Assert.Equal(200, (await _api.SendAsync(HttpMethod.Get, $"/api/v1/packages/{Hash}")).Status);
    }

    [Fact]
    public async Task Upload_OfTheSameContentTwice_IsOnePackage()
    {
        await UploadAsync("name=first", Content);
        var (_, again) = await UploadAsync("name=second", Content);
        Assert.Equal("first", again.GetProperty("name").GetString());
        Assert.Single(Directory.EnumerateFiles(Folder));
    }

    [Fact]
    public async Task Upload_OfWhatWasNotAnnounced_KeepsNothing()
    {
        var (status, problem) = await UploadAsync($"name=agent.zip&sha256={new string('0', 64)}", Content);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("hash-mismatch", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name=")]
    [InlineData("name=a&sha256=12")]
    [InlineData("name=a&colour=red")]
    public async Task Upload_WithAWrongQuery_SaysWhat(string query)
    {
        var (status, problem) = await UploadAsync(query, Content);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty(problem.GetProperty("errors").EnumerateObject());
        Assert.Empty(Directory.EnumerateFiles(Folder));
    }

    [Fact]
    public async Task Remove_TakesTheFileToo_AndIsUnknownAfterwards()
    {
        await UploadAsync("name=agent.zip", Content);
        using var removed = await _api.Client.DeleteAsync($"/api/v1/packages/{Hash}", Token);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Empty(Directory.EnumerateFiles(Folder));
        Assert.Equal(404, (await _api.SendAsync(HttpMethod.Delete, $"/api/v1/packages/{Hash}")).Status);
        Assert.Equal(404, (await _api.SendAsync(HttpMethod.Get, $"/api/v1/packages/{Hash}")).Status);
    }

    [Fact]
    public async Task List_GoesOnAfterAPage()
    {
        for (var i = 0; i < 3; i++)
        {
            await UploadAsync($"name=package-{i}", [(byte)i]);
        }

        var (_, first) = await _api.SendAsync(HttpMethod.Get, "/api/v1/packages?limit=2");
        var (_, second) = await _api.SendAsync(HttpMethod.Get, $"/api/v1/packages?limit=2&after={first.GetProperty("next").GetString()}");
        Assert.Equal(["package-2", "package-1"], Names(first));
        Assert.Equal(["package-0"], Names(second));
    }

    [Fact]
    public async Task Files_OfAnOperationThatHasNone_AreNone()
    {
        var id = await _api.SubmitAsync();
        Assert.Empty((await _api.SendAsync(HttpMethod.Get, $"/api/v1/operations/{id}/files")).Body.EnumerateArray());
        Assert.Equal(404, (await _api.SendAsync(HttpMethod.Get, $"/api/v1/operations/{id}/files/log.gz")).Status);
    }

    private static IEnumerable<string?> Names(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(package => package.GetProperty("name").GetString());

    private async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string query, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        using var response = await _api.Client.PostAsync($"/api/v1/packages?{query}", body, Token);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}
