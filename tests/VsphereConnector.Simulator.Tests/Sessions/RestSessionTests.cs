using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Faults;

namespace VsphereConnector.Simulator.Tests.Sessions;

public sealed class RestSessionTests : VCenterTest
{
    private HttpClient _http = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var handler = new SocketsHttpHandler();
        ClientOptions.Trust.Configure(handler.SslOptions, VCenter.SdkUri.Authority);
        _http = new HttpClient(handler);
    }

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task CloneTicket_OfAClientsSession_OpensASessionOfItsUserOnce()
    {
        var ticket = await TicketAsync(VCenter.LogInToClient("operator@vsphere.local"));
        using var client = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        Assert.Equal(@"VSPHERE.LOCAL\operator", (await client.SessionManager.CloneSessionAsync(ticket, Cancellation)).UserName);
        using var second = await VimClient.ConnectAsync(ClientOptions, cancellationToken: Cancellation);
        Assert.IsType<InvalidLogin>(await FaultOfAsync(() => second.SessionManager.CloneSessionAsync(ticket, Cancellation)));
        Assert.Equal(1, VCenter.Calls["RestCloneTicket"]);
    }

    [Theory]
    [InlineData(User, Password, HttpStatusCode.Created)]
    [InlineData(User, "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("nobody@vsphere.local", Password, HttpStatusCode.Unauthorized)]
    public async Task CreateSession_ByNameAndPassword_GivesAToken(string user, string password, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(VCenter.SdkUri, "/api/session"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        using var answer = await _http.SendAsync(request, Cancellation);
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.Created)
            Assert.NotEmpty(await TicketAsync((await answer.Content.ReadFromJsonAsync<string>(Cancellation))!));
    }

    [Fact]
    public async Task CloneTicket_WithoutASessionOrForAnotherVCenter_IsRefused()
    {
        var token = VCenter.LogInToClient(User);
        using var foreign = await CloneTicketAsync("foreign", VCenter.InstanceUuid);
        Assert.Equal(HttpStatusCode.Unauthorized, foreign.StatusCode);
        using var elsewhere = await CloneTicketAsync(token, Guid.Empty.ToString());
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        using var nowhere = await CloneTicketAsync(token, null);
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);
        VCenter.DropSessionsOf(User);
        using var ended = await CloneTicketAsync(token, VCenter.InstanceUuid);
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
    }

    private async Task<string> TicketAsync(string token)
    {
        using var answer = await CloneTicketAsync(token, VCenter.InstanceUuid);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("session_clone_ticket").GetString()!;
    }

    private async Task<HttpResponseMessage> CloneTicketAsync(string token, string? guid)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(VCenter.SdkUri, "/api/ui/vcenter/session/clone-ticket"));
        request.Headers.Add("vmware-api-session-id", token);
        request.Content = new StringContent(JsonSerializer.Serialize(new { vc_guid = guid }), Encoding.UTF8, "application/json");
        return await _http.SendAsync(request, Cancellation);
    }
}
