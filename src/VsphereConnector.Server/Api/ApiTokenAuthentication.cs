using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using VsphereConnector.Server.Audit;

namespace VsphereConnector.Server.Api;

/// <summary><c>Authorization: Bearer vct_…</c> (RFC 6750). An address that fails too often waits before it may try again.</summary>
internal sealed class ApiTokenAuthentication(
    ApiTokens tokens,
    FailedLogons failures,
    AuditLog audit,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiToken";

    private IPAddress Caller => Context.Connection.RemoteIpAddress ?? IPAddress.None;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            || header.Parameter is not { Length: > 0 } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (failures.MustWait(Caller) is not null)
        {
            return AuthenticateResult.Fail("Too many failures.");
        }

        if (await tokens.AuthenticateAsync(token, Context.RequestAborted) is not { } name)
        {
            failures.Add(Caller);
            return AuthenticateResult.Fail("Not a valid token.");
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (failures.MustWait(Caller) is { } wait)
        {
            Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await RefuseAsync(Problems.TooManyFailures(wait));
            return;
        }

        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await RefuseAsync(Problems.NotAuthenticated());
    }

    private async Task RefuseAsync(ProblemHttpResult refusal)
    {
        await audit.RefusedAsync(Context, refusal);
        await refusal.ExecuteAsync(Context);
    }
}
