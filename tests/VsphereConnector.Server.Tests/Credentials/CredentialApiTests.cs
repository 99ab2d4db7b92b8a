using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Server.Credentials;
using VsphereConnector.Server.Credentials.Guard;
using VsphereConnector.Server.Storage;
using VsphereConnector.Server.Tests.Api;

namespace VsphereConnector.Server.Tests.Credentials;

public sealed class CredentialApiTests : IAsyncLifetime
{
    private const string Path = "/api/v1/credentials";
    private const string Secret = "Zq7!planted";
    private const string Valid = $$"""{"name":"linux-root","kinds":["Guest","Ssh"],"username":"root","password":"{{Secret}}"}""";

    private ApiFixture _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiFixture.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Add_IsListedWithoutItsSecret_AndOpensForTheServerAlone()
    {
        var (status, added) = await _api.SendAsync(HttpMethod.Post, Path, Valid);
        var (_, list) = await _api.SendAsync(HttpMethod.Get, Path);
        var (_, shown) = await _api.SendAsync(HttpMethod.Get, $"{Path}/LINUX-root");
        var opened = await _api.Services.GetRequiredService<CredentialStore>().OpenAsync("linux-root", Token);

        Assert.Equal(201, status);
        Assert.All(new[] { added, list, shown }, answer => Assert.DoesNotContain(Secret, answer.ToString(), StringComparison.Ordinal));
        Assert.Equal("Unproved", shown.GetProperty("state").GetString());
        Assert.Equal("Password", Assert.Single(shown.GetProperty("secret").EnumerateArray().ToList()).GetString());
        Assert.Equal((Secret, "root"), (opened!.Secret.Password, opened.Account));
        Assert.DoesNotContain(Secret, opened.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, opened.Secret.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_OfANameThatIsThere_IsRefused()
    {
        await _api.SendAsync(HttpMethod.Post, Path, Valid);

        Assert.Equal(409, (await _api.SendAsync(HttpMethod.Post, Path, Valid.Replace("linux-root", "Linux-ROOT", StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("""{"name":"a/b","kinds":["Guest"],"username":"root","password":"x"}""", "name")]
    [InlineData("""{"name":"a","kinds":[],"username":"root","password":"x"}""", "kinds")]
    [InlineData("""{"name":"a","kinds":["Guest"],"username":" ","password":"x"}""", "username")]
    [InlineData("""{"name":"a","kinds":["Guest"],"username":"root"}""", "password")]
    [InlineData("""{"name":"a","kinds":["Guest"],"username":"root","password":"two\nlines"}""", "password")]
    [InlineData("""{"name":"a","kinds":["Guest","Ssh"],"username":"root","privateKey":"-----BEGIN X"}""", "privateKey")]
    [InlineData("""{"name":"a","kinds":["Ssh"],"username":"root","privateKey":"no key"}""", "privateKey")]
    [InlineData("""{"name":"a","kinds":["Guest"],"username":"root","password":"x","sudoPassword":"y"}""", "sudoPassword")]
    [InlineData("""{"name":"a","kinds":["Guest"],"username":"root","password":"x","scope":{"vCenter":"nowhere"}}""", "scope.vCenter")]
    [InlineData("""{"name":"a","kinds":["Guest"],"username":"root","password":"x","scope":{"object":"group-v1"}}""", "scope.object")]
    [InlineData("""{"name":"a","kinds":["Guest"],"username":"root","password":"x","colour":1}""", "colour")]
    public async Task Add_OfWhatCannotBe_NamesTheField(string body, string field)
    {
        var (status, problem) = await _api.SendAsync(HttpMethod.Post, Path, body);

        Assert.Equal(400, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
        Assert.Empty((await _api.SendAsync(HttpMethod.Get, Path)).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Rotate_ReplacesTheSecret_AndWhatWasKnownOfTheOldOneIsForgotten()
    {
        var store = _api.Services.GetRequiredService<CredentialStore>();
        await _api.SendAsync(HttpMethod.Post, Path, Valid);
        await SuspendAsync(store);
        Assert.Equal("Suspended", (await _api.SendAsync(HttpMethod.Get, $"{Path}/linux-root")).Body.GetProperty("state").GetString());

        var (status, rotated) = await _api.SendAsync(HttpMethod.Put, $"{Path}/linux-root/secret", """{"password":"another","version":1}""");

        Assert.Equal((200, "Unproved", 2), (status, rotated.GetProperty("state").GetString(), rotated.GetProperty("version").GetInt32()));
        Assert.Equal("another", (await store.OpenAsync("linux-root", Token))!.Secret.Password);
    }

    [Fact]
    public async Task Rotate_OfAnotherVersionThanWasSeen_ChangesNothing()
    {
        await _api.SendAsync(HttpMethod.Post, Path, Valid);

        var (status, problem) = await _api.SendAsync(HttpMethod.Put, $"{Path}/linux-root/secret", """{"password":"another","version":7}""");

        Assert.Equal(409, status);
        Assert.EndsWith("credential-changed", problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal(Secret, (await _api.Services.GetRequiredService<CredentialStore>().OpenAsync("linux-root", Token))!.Secret.Password);
    }

    [Fact]
    public async Task Confirm_OfASuspendedOne_LetsItBeTriedAgain_AndSaysWho()
    {
        await _api.SendAsync(HttpMethod.Post, Path, Valid);
        await SuspendAsync(_api.Services.GetRequiredService<CredentialStore>());

        var (status, confirmed) = await _api.SendAsync(HttpMethod.Post, $"{Path}/linux-root/confirm");

        Assert.Equal((200, "Unproved", "tester"), (status, confirmed.GetProperty("state").GetString(), confirmed.GetProperty("confirmedBy").GetString()));
        Assert.Equal("web-02", confirmed.GetProperty("lastRefusedBy").GetString());
    }

    [Fact]
    public async Task ASuspendedLogonOfARequest_IsListed_AndCanBeConfirmed()
    {
        var logon = _api.Services.GetRequiredService<CredentialStore>().LogonOf("root", Secret);
        await RefuseTwiceAsync(logon);

        var (_, list) = await _api.SendAsync(HttpMethod.Get, Path);
        var listed = Assert.Single(list.GetProperty("items").EnumerateArray().ToList());
        var (status, confirmed) = await _api.SendAsync(HttpMethod.Post, $"{Path}/{listed.GetProperty("name").GetString()}/confirm");

        Assert.Equal(("Request", "root", logon.Name), (listed.GetProperty("source").GetString(), listed.GetProperty("username").GetString(), listed.GetProperty("name").GetString()));
        Assert.Equal((200, "Unproved"), (status, confirmed.GetProperty("state").GetString()));
        Assert.NotNull(await _api.Services.GetRequiredService<LockoutGuard>().TryBeginAsync(logon, new GuardedMachine("3", "web-03"), null, Token));
    }

    [Fact]
    public async Task Remove_IsForGood()
    {
        await _api.SendAsync(HttpMethod.Post, Path, Valid);

        using var removed = await _api.Client.DeleteAsync(new Uri($"{Path}/linux-root", UriKind.Relative), Token);

        Assert.Equal(System.Net.HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(404, (await _api.SendAsync(HttpMethod.Get, $"{Path}/linux-root")).Status);
        Assert.Equal(404, (await _api.SendAsync(HttpMethod.Put, $"{Path}/linux-root/secret", """{"password":"x"}""")).Status);
        Assert.Equal(404, (await _api.SendAsync(HttpMethod.Post, $"{Path}/linux-root/confirm")).Status);
    }

    [Fact]
    public async Task Change_OfTheScope_KeepsTheSecret()
    {
        await _api.SendAsync(HttpMethod.Post, Path, Valid);

        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Path}/linux-root") { Content = new StringContent("""{"scope":{"namePattern":"web-*"}}""", System.Text.Encoding.UTF8, "application/json") };
        using var answer = await _api.Client.SendAsync(request, Token);

        Assert.True(answer.IsSuccessStatusCode);
        var opened = await _api.Services.GetRequiredService<CredentialStore>().OpenAsync("linux-root", Token);
        Assert.Equal(("web-*", Secret), (opened!.Scope.NamePattern, opened.Secret.Password));
    }

    [Fact]
    public async Task EachChange_IsInTheAuditByName_AndNoRowHasTheSecret()
    {
        await _api.SendAsync(HttpMethod.Post, Path, Valid);
        await _api.SendAsync(HttpMethod.Put, $"{Path}/linux-root/secret", $$"""{"password":"{{Secret}}2"}""");
        await _api.SendAsync(HttpMethod.Post, $"{Path}/linux-root/confirm");

        var (_, audit) = await _api.SendAsync(HttpMethod.Get, "/api/v1/audit");

        Assert.Equal(
            ["ConfirmCredential", "RotateCredential", "AddCredential"],
            audit.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()));
        Assert.All(audit.GetProperty("items").EnumerateArray(), entry => Assert.Equal("linux-root", entry.GetProperty("targets")[0].GetProperty("name").GetString()));
        Assert.DoesNotContain(Secret, audit.ToString(), StringComparison.Ordinal);
        var rows = await _api.Services.GetRequiredService<Database>().ReadAsync(
            connection => JsonSerializer.Serialize(connection.Query<(string, string, string)>("SELECT name, fingerprint, CAST(protected AS TEXT) FROM credentials")), Token);
        Assert.DoesNotContain(Secret, rows, StringComparison.Ordinal);
    }

    private async Task SuspendAsync(CredentialStore store) => await RefuseTwiceAsync((await store.OpenAsync("linux-root", Token))!.Logon);

    private async Task RefuseTwiceAsync(GuardedLogon logon)
    {
        var guard = _api.Services.GetRequiredService<LockoutGuard>();
        foreach (var machine in new[] { new GuardedMachine("1", "web-01"), new GuardedMachine("2", "web-02") })
        {
            await using var attempt = await guard.BeginAsync(logon, machine, null, Token);
            await attempt.EndAsync(LogonVerdict.Refused);
        }
    }
}
