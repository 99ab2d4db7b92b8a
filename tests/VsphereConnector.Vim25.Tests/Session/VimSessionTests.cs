using VsphereConnector.Vim25.Faults;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Tests.Fixtures;

namespace VsphereConnector.Vim25.Tests.Session;

public sealed class VimSessionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenTheServerDropsTheSession_ThenTheCallIsRepeatedInANewOne()
    {
        var server = new SessionServer();
        await using var session = await OpenAsync(server);
        server.DropSession();

        await session.Client.CurrentTimeAsync(Cancel);

        Assert.Equal(2, server.Count("Login"));
        Assert.Equal(2, server.Count("CurrentTime"));
        Assert.Equal("vmware_soap_session=\"s2\"", server.Last.Cookie);
    }

    [Fact]
    public async Task WhenManyCallsLoseTheSessionAtOnce_ThenThereIsOneLogin()
    {
        var server = new SessionServer();
        await using var session = await OpenAsync(server);
        server.DropSession();
        server.RefusedAtOnce = 20;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => session.Client.CurrentTimeAsync(Cancel)));

        Assert.Equal(2, server.Count("Login"));
    }

    [Fact]
    public async Task WhenTheNewLoginIsRefused_ThenItIsNotTriedAgain()
    {
        var server = new SessionServer();
        await using var session = await OpenAsync(server);
        server.DropSession();
        server.RefuseLogin = true;

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var error = await Assert.ThrowsAsync<VimFaultException>(() => session.Client.CurrentTimeAsync(Cancel));
            Assert.IsType<InvalidLogin>(error.Fault);
        }

        Assert.Equal(2, server.Count("Login"));
    }

    [Fact]
    public async Task WhenTheSessionIsIdle_ThenItIsKeptAlive()
    {
        var clock = new ManualTimeProvider();
        var server = new SessionServer();
        await using var session = await OpenAsync(server, clock);

        clock.Advance(VimSession.KeepAliveInterval);
        await server.NextAsync("CurrentTime");

        Assert.Equal(1, server.Count("CurrentTime"));
    }

    [Fact]
    public async Task WhenDisposed_ThenItLogsOut()
    {
        var server = new SessionServer();
        var session = await OpenAsync(server);

        await session.DisposeAsync();

        Assert.Equal(1, server.Count("Logout"));
    }

    [Fact]
    public async Task Login_NameAndPassword_AreSentAndTheSessionIsRead()
    {
        var server = new SessionServer();
        using var client = await server.ConnectAsync();

        var session = await client.SessionManager.LoginAsync("adm<in", "p&ss\r\n\"w", "en", Cancel);

        Assert.Equal(@"VSPHERE.LOCAL\Administrator", session.UserName);
        Assert.Equal(2026, session.LoginTime!.Value.Year);
        Assert.Equal("adm<in", server.Last["userName"]);
        Assert.Equal("p&ss\r\n\"w", server.Last["password"]);
        Assert.Equal("userName password locale", server.Last.Shape);
        Assert.Null(server.Last.Cookie);
    }

    [Fact]
    public async Task LoginByToken_Token_IsSentUnchangedInTheSecurityHeader()
    {
        const string Token = """<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion"  ID="a" ><saml2:Issuer>x&amp;y</saml2:Issuer></saml2:Assertion>""";
        var server = new SessionServer().On("LoginByToken", Answers.Session);
        using var client = await server.ConnectAsync(new ManualTimeProvider());

        await client.SessionManager.LoginByTokenAsync("<?xml version=\"1.0\"?>\n" + Token, cancellationToken: Cancel);

        Assert.Contains(Token + "</wsse:Security>", server.Last.Text, StringComparison.Ordinal);
        Assert.Contains("<wsu:Created>2026-01-01T00:00:00Z</wsu:Created>", server.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloneSession_Ticket_OpensASession()
    {
        var server = new SessionServer()
            .On("AcquireCloneTicket", "<returnval>ticket-1</returnval>")
            .On("CloneSession", Answers.Session);
        using var client = await server.ConnectAsync();

        var ticket = await client.SessionManager.AcquireCloneTicketAsync(Cancel);
        await client.SessionManager.CloneSessionAsync(ticket, Cancel);

        Assert.Equal("ticket-1", server.Last["cloneTicket"]);
    }

    [Fact]
    public async Task SessionIsActive_Answer_IsABoolean()
    {
        var server = new SessionServer().On("SessionIsActive", "<returnval>true</returnval>");
        using var client = await server.ConnectAsync();

        Assert.True(await client.SessionManager.SessionIsActiveAsync("52a1", "u", Cancel));
        Assert.Equal("sessionID userName", server.Last.Shape);
    }

    [Fact]
    public async Task LoginExtensionByCertificate_Key_IsSent()
    {
        var server = new SessionServer().On("LoginExtensionByCertificate", Answers.Session);
        using var client = await server.ConnectAsync();

        await client.SessionManager.LoginExtensionByCertificateAsync("com.example", cancellationToken: Cancel);

        Assert.Equal("com.example", server.Last["extensionKey"]);
    }

    [Fact]
    public async Task Logout_SessionThatHasEnded_IsNoError()
    {
        var server = new SessionServer();
        server.On("Logout", _ => Answers.Fault("NotAuthenticated"));
        using var client = await server.ConnectAsync();

        await client.SessionManager.LogoutAsync(Cancel);
    }

    private static async Task<VimSession> OpenAsync(SessionServer server, TimeProvider? clock = null) =>
        await VimSession.OpenAsync(
            await server.ConnectAsync(clock), (sessions, cancellation) => sessions.LoginAsync("u", "p", cancellationToken: cancellation), Cancel);
}
