using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Storage;
using static VsphereConnector.Server.Tests.Api.ApiFixture;

namespace VsphereConnector.Server.Tests.Api;

public sealed class AuthenticationTests
{
    private static readonly Uri Operations = new("/api/v1/operations", UriKind.Relative);

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer vct_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic cm9vdDpyb290")]
    public async Task Request_WithoutAValidToken_IsRefused(string? header)
    {
        await using var server = await StartAsync();
        server.Client.DefaultRequestHeaders.Authorization = header is null ? null : AuthenticationHeaderValue.Parse(header);

        using var response = await server.Client.GetAsync(Operations, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Request_AfterTooManyFailures_MustWaitEvenWithAValidToken()
    {
        await using var server = await StartAsync();
        var valid = server.Client.DefaultRequestHeaders.Authorization;
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "vct_wrong");
        for (var i = 0; i < FailedLogons.Allowed; i++)
        {
            using var refused = await server.Client.GetAsync(Operations, Token);
        }

        server.Client.DefaultRequestHeaders.Authorization = valid;
        using var response = await server.Client.GetAsync(Operations, Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Request_WithARevokedToken_IsRefused()
    {
        await using var server = await StartAsync();
        await server.Services.GetRequiredService<ApiTokens>().RevokeAsync("tester", Token);

        using var response = await server.Client.GetAsync(Operations, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Health_WithoutAToken_IsTold()
    {
        await using var server = await StartAsync();
        server.Client.DefaultRequestHeaders.Authorization = null;

        var (status, body) = await server.SendAsync(HttpMethod.Get, "/api/v1/health");

        Assert.Equal((200, "ready"), (status, body.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Token_PastItsLifetime_IsNotValid()
    {
        var folder = Directory.CreateTempSubdirectory("tokens-");
        var time = new ManualTimeProvider();
        await using (var database = Database.Open(Path.Combine(folder.FullName, "tokens.db"), time))
        {
            var tokens = new ApiTokens(database, time);
            var token = await tokens.CreateAsync("short", TimeSpan.FromDays(1), Token);

            Assert.Equal("short", await tokens.AuthenticateAsync(token!, Token));
            time.Advance(TimeSpan.FromDays(1));
            Assert.Null(await tokens.AuthenticateAsync(token!, Token));
            Assert.Null(await tokens.CreateAsync("short", null, Token));
            Assert.NotNull(Assert.Single(await tokens.ListAsync(Token)).LastUsedAt);
        }

        folder.Delete(recursive: true);
    }
}
