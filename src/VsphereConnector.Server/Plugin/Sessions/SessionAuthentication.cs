using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using VsphereConnector.Server.Audit;

namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>Lets users in by the session of their vSphere Client (<see cref="SessionHeaders"/>).</summary>
internal sealed class SessionAuthentication(
    SessionLogon logon, AuditLog audit, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "VSphereSession";

    private ProblemHttpResult? _refusal;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            if (!SessionHeaders.TryReadToken(Request, out var token) || !SessionHeaders.TryReadVCenter(Request, out var vCenter))
            {
                throw SessionRefusedException.Malformed();
            }

            var session = await logon.LogOnAsync(token, vCenter, Context.Connection.RemoteIpAddress ?? IPAddress.None, Context.RequestAborted);
            Context.Features.Set(session);
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, session.UserName)], SchemeName);
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
        }
        catch (SessionRefusedException refused)
        {
            _refusal = refused.Problem;
            return AuthenticateResult.Fail(refused.Message);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = _refusal ?? SessionRefusedException.Malformed().Problem;
        if (refusal.StatusCode == StatusCodes.Status401Unauthorized)
        {
            Response.Headers[HeaderNames.WWWAuthenticate] = SessionHeaders.Token;
        }

        await audit.RefusedAsync(Context, refusal);
        await refusal.ExecuteAsync(Context);
    }
}
