using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Web;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Tests.Channels.Web;

namespace VsphereConnector.Server.Tests.Enrolment;

public sealed class EnrolmentTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer _server = fixture.Server;
    private readonly string _machine = Guid.NewGuid().ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enrol_SameTokenAndKeyAgain_GivesTheSameAnswer()
    {
        using var connector = new FakeConnector(_server);
        var token = await _server.TokenAsync(_machine);

        using var first = await connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key));
        using var second = await connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancellation), await second.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Enrol_UsedTokenWithAnotherKey_IsRefused()
    {
        using var connector = new FakeConnector(_server);
        using var thief = new FakeConnector(_server);
        var token = await _server.TokenAsync(_machine);
        await connector.EnrolAsync(token);

        using var answer = await thief.PostEnrolmentAsync(token, FakeConnector.RequestFor(thief.Key));

        await RefusedAsync(answer, HttpStatusCode.Conflict, "enrolment-token-used");
    }

    [Fact]
    public async Task Enrol_ExpiredToken_IsRefused()
    {
        using var connector = new FakeConnector(_server);
        var token = await _server.TokenAsync(_machine, lifetime: TimeSpan.FromSeconds(-1));

        using var answer = await connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key));

        await RefusedAsync(answer, HttpStatusCode.Gone, "enrolment-token-expired");
    }

    [Fact]
    public async Task Enrol_WithdrawnToken_IsRefused()
    {
        using var connector = new FakeConnector(_server);
        var operation = Guid.NewGuid();
        var token = await _server.TokenAsync(_machine, operation);
        await _server.Get<EnrolmentTokens>().WithdrawAsync(operation, Cancellation);

        using var answer = await connector.PostEnrolmentAsync(token, FakeConnector.RequestFor(connector.Key));

        await RefusedAsync(answer, HttpStatusCode.Unauthorized, "enrolment-token-unknown");
    }

    [Fact]
    public async Task Enrol_SameMachineAgain_KeepsTheIdAndReplacesTheCertificateWhenTheNewOneIsUsed()
    {
        using var before = await _server.EnrolledAsync(_machine);
        var open = await before.OpenAsync();

        using var after = await _server.EnrolledAsync(_machine);

        after.Machine = before.Machine = (await _server.Get<ConnectorStore>().GetAsync(before.Id, Cancellation))!.Machine;
        var opening = after.OpenAsync();

        Assert.Equal(before.Id, after.Id);
        Assert.Equal(ChannelCloseCodes.Unknown, await FakeConnector.CloseCodeAsync(open));
        await opening;
        Assert.Equal(ChannelCloseCodes.Unknown, await FakeConnector.CloseCodeAsync(await HelloAsync(before)));
    }

    [Fact]
    public async Task Renew_CertificateBefore_IsGoodUntilTheNewOneIsUsed()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var before = connector.Certificate;

        using var answer = await connector.PostRenewalAsync(key);
        (await connector.OpenAsync()).Dispose();
        connector.Accept(await answer.Content.ReadFromJsonAsync(ContractsJson.Default.EnrolmentResponse, Cancellation), key);
        await connector.OpenAsync();
        connector.Certificate = before;

        Assert.Equal(ChannelCloseCodes.Unknown, await FakeConnector.CloseCodeAsync(await HelloAsync(connector)));
    }

    [Fact]
    public async Task Renew_WithoutCertificate_IsRefused()
    {
        using var connector = new FakeConnector(_server);

        using var answer = await connector.PostRenewalAsync(connector.Key);

        await RefusedAsync(answer, HttpStatusCode.Unauthorized, "certificate-required");
    }

    [Fact]
    public async Task Certificate_Expired_OpensNoChannelButIsRenewed()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        connector.Certificate = await ExpiredAsync(connector);

        var refused = await Assert.ThrowsAsync<WebSocketException>(connector.ConnectAsync);
        using var renewed = await connector.PostRenewalAsync(connector.Key);

        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthority_FailsTheHandshake()
    {
        using var connector = await _server.EnrolledAsync(_machine);
        using var foreign = CertificateAuthority.Create(TimeProvider.System);
        using var issued = foreign.IssueForConnector(connector.Id, new(connector.Key), TimeSpan.FromDays(1));
        connector.Certificate = issued.CopyWithPrivateKey(connector.Key);

        await Assert.ThrowsAsync<HttpRequestException>(() => connector.PostRenewalAsync(connector.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"token":null,"certificateRequest":null,"machine":null,"version":null}""")]
    [InlineData("""{"token":"a","certificateRequest":"b","machine":{"hostName":null,"operatingSystem":"","architecture":""},"version":""}""")]
    public async Task Enrol_MalformedBody_IsRefused(string body)
    {
        using var connector = new FakeConnector(_server);
        using var content = new StringContent(body);

        using var answer = await connector.PostAsync(ConnectorPaths.Enrol, content);

        await RefusedAsync(answer, HttpStatusCode.BadRequest, "request-malformed");
    }

    [Fact]
    public async Task Enrol_BodyOver64Kilobytes_IsRefused()
    {
        using var connector = new FakeConnector(_server);

        using var answer = await connector.PostEnrolmentAsync(new string('x', 70_000), "");

        await RefusedAsync(answer, HttpStatusCode.RequestEntityTooLarge, "request-malformed");
    }

    [Fact]
    public async Task Listeners_ServeTheirOwnPathsOnly()
    {
        using var connector = new FakeConnector(_server);
        using var http = new HttpClient { BaseAddress = _server.ApiUrl };
        using var content = new StringContent("{}");

        using var enrolOnApi = await http.PostAsync(ConnectorPaths.Enrol, content, Cancellation);
        using var apiOnConnectors = await connector.PostAsync("/api/v1/operations", content);

        Assert.Equal(HttpStatusCode.NotFound, enrolOnApi.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, apiOnConnectors.StatusCode);
    }

    internal static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var error = problem.RootElement.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEqual("", error.GetProperty("remedy").GetString());
    }

    private static async Task<ClientWebSocket> HelloAsync(FakeConnector connector)
    {
        var socket = await connector.ConnectAsync();
        await FakeConnector.SendAsync(socket, connector.Hello());
        return socket;
    }

    private async Task<X509Certificate2> ExpiredAsync(FakeConnector connector)
    {
        var yesterday = new ManualTimeProvider();
        yesterday.Advance(TimeProvider.System.GetUtcNow() - yesterday.GetUtcNow() - TimeSpan.FromHours(12));
        var authority = new CertificateAuthority(_server.Get<CertificateAuthority>().Certificate, yesterday);
        using var issued = authority.IssueForConnector(connector.Id, new(connector.Key), TimeSpan.FromHours(1));
        await _server.Get<ConnectorStore>().RenewAsync(connector.Id, issued, Cancellation);
        return issued.CopyWithPrivateKey(connector.Key);
    }
}
