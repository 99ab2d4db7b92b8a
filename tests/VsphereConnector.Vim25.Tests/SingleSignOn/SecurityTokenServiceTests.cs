using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using VsphereConnector.Vim25.SingleSignOn;
using VsphereConnector.Vim25.Tests.Fixtures;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25.Tests.SingleSignOn;

public sealed class SecurityTokenServiceTests
{
    private static readonly XNamespace Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static readonly XNamespace Trust = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_ByPassword_AsksForABearerTokenAndKeepsItByteForByte()
    {
        XDocument? request = null;
        string? action = null;
        await using var server = await TlsServer.StartAsync(async context =>
        {
            action = context.Request.Headers["SOAPAction"];
            request = await XDocument.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
            await AnswerAsync(context, TokenAnswers.Issued(TokenAnswers.Token));
        });
        using var service = Service(server);

        var token = await service.IssueAsync("svc@vsphere.local", "a<b>&\"c", TimeSpan.FromMinutes(5), Cancellation);

        Assert.Equal("\"http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue\"", action);
        var user = request!.Descendants(Security + "UsernameToken").Single();
        Assert.Equal(("svc@vsphere.local", "a<b>&\"c"), (user.Element(Security + "Username")!.Value, user.Element(Security + "Password")!.Value));
        Assert.Equal($"{Trust}/Bearer", request.Descendants(Trust + "KeyType").Single().Value);
        Assert.Equal(TokenAnswers.Token, token.Xml);
        Assert.Equal("svc@VSPHERE.LOCAL", token.Subject);
        Assert.Equal("AAAABBBB", token.IssuerCertificate);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 15, 0, TimeSpan.Zero), token.NotOnOrAfter);
        Assert.DoesNotContain("Assertion", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FailedAuthentication", true, "locks")]
    [InlineData("InvalidTimeRange", false, "clocks")]
    [InlineData("RequestFailed", false, "no such")]
    public async Task Issue_Refused_SaysWhyAndWhatToDo(string code, bool refusedLogon, string expected)
    {
        await using var server = await TlsServer.StartAsync(context => AnswerAsync(context, TokenAnswers.Fault(code, "no such thing"), StatusCodes.Status500InternalServerError));
        using var service = Service(server);

        var refusal = await Assert.ThrowsAsync<SecurityTokenException>(() => service.IssueAsync("svc", "secret-word", cancellationToken: Cancellation));

        Assert.Equal((code, refusedLogon), (refusal.Code, refusal.IsRefusedLogon));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("<html/>", 404)]
    [InlineData("<a>", 200)]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 200)]
    public async Task Issue_AnotherProgramAnswers_IsAProtocolError(string body, int status)
    {
        await using var server = await TlsServer.StartAsync(context => AnswerAsync(context, body, status));
        using var service = Service(server);

        await Assert.ThrowsAsync<VimProtocolException>(() => service.IssueAsync("svc", "password", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Issue_HolderOfKeyToken_IsAProtocolError()
    {
        var token = TokenAnswers.Token.Replace("cm:bearer", "cm:holder-of-key", StringComparison.Ordinal);
        await using var server = await TlsServer.StartAsync(context => AnswerAsync(context, TokenAnswers.Issued(token)));
        using var service = Service(server);

        var error = await Assert.ThrowsAsync<VimProtocolException>(() => service.IssueAsync("svc", "password", cancellationToken: Cancellation));
        Assert.Contains("bearer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_CertificateNotTrusted_IsSaidAndNothingIsSent()
    {
        var requests = 0;
        await using var server = await TlsServer.StartAsync(context => AnswerAsync(context, "", 200 + (0 * ++requests)));
        using var service = new SecurityTokenService(new SecurityTokenServiceOptions { Endpoint = Endpoint(server), Trust = CertificateTrust.System });

        await Assert.ThrowsAsync<CertificateNotTrustedException>(() => service.IssueAsync("svc", "password", cancellationToken: Cancellation));
        Assert.Equal(0, requests);
    }

    [Fact]
    public async Task Issue_NoAnswer_TimesOut()
    {
        var time = new ManualTimeProvider();
        var asked = new TaskCompletionSource();
        await using var server = await TlsServer.StartAsync(context =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var service = new SecurityTokenService(Options(server), time);

        var issuing = service.IssueAsync("svc", "password", cancellationToken: Cancellation);
        await asked.Task.WaitAsync(Cancellation);
        time.Advance(TimeSpan.FromSeconds(31));

        await Assert.ThrowsAsync<VimTimeoutException>(() => issuing);
    }

    [Fact]
    public async Task Issue_PasswordThatXmlCannotCarry_IsRefusedWithoutShowingIt()
    {
        using var service = new SecurityTokenService(new SecurityTokenServiceOptions { Endpoint = new("https://localhost:1/sts"), Trust = CertificateTrust.System });

        var error = await Assert.ThrowsAsync<VimArgumentException>(() => service.IssueAsync("svc", "se\u0001cret", cancellationToken: Cancellation));
        Assert.DoesNotContain("cret", error.Message, StringComparison.Ordinal);
    }

    private static SecurityTokenService Service(TlsServer server) => new(Options(server));

    private static SecurityTokenServiceOptions Options(TlsServer server) =>
        new() { Endpoint = Endpoint(server), Trust = CertificateTrust.ByCertificateAuthority([server.Authority]) };

    private static Uri Endpoint(TlsServer server) => new(server.SdkUri, SecurityTokenServiceOptions.DefaultPath);

    private static Task AnswerAsync(HttpContext context, string body, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml; charset=utf-8";
        return context.Response.WriteAsync(body);
    }
}
