using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using VsphereConnector.Vim25;
using VsphereConnector.Vim25.Session;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Demo.Shell;

/// <summary>A user who entered.</summary>
/// <param name="UserName">The user.</param>
/// <param name="Vim">The session that the inventory is read in.</param>
/// <param name="Token">The client's own session: the plug-in's pages get it from <c>app.getSessionInfo</c>, and their server has it cloned.</param>
internal sealed record ShellSession(string UserName, VimSession Vim, string Token)
{
    public string VCenterGuid => Vim.Client.ServiceContent.About.InstanceUuid ?? "";
}

/// <summary>Who has entered, by the browser's cookie.</summary>
internal sealed class ShellSessions(ShellOptions options, HttpMessageInvoker http, TimeProvider time) : IAsyncDisposable
{
    private const string Cookie = "shell-session";

    private readonly ConcurrentDictionary<string, ShellSession> _sessions = new(StringComparer.Ordinal);

    public ShellSession? Of(HttpContext context) =>
        context.Request.Cookies.TryGetValue(Cookie, out var id) ? _sessions.GetValueOrDefault(id) : null;

    public async Task<ShellSession> EnterAsync(HttpContext context, ShellUser user, CancellationToken cancellationToken)
    {
        await LeaveAsync(context);
        var token = await LogInToClientAsync(user, cancellationToken);
        var vim = await VimSession.OpenAsync(
            new VimClientOptions { SdkUri = options.VCenter, Trust = CertificateTrust.ByCertificateAuthority(options.Authorities) },
            (sessions, cancellation) => sessions.LoginAsync(user.Name, user.Password, cancellationToken: cancellation),
            time,
            cancellationToken);
        var session = new ShellSession(user.Name, vim, token);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        _sessions[id] = session;
        context.Response.Cookies.Append(Cookie, id, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
        return session;
    }

    public async Task LeaveAsync(HttpContext context)
    {
        if (context.Request.Cookies.TryGetValue(Cookie, out var id) && _sessions.TryRemove(id, out var session))
        {
            await session.Vim.DisposeAsync();
            context.Response.Cookies.Delete(Cookie);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions.Values)
        {
            await session.Vim.DisposeAsync();
        }
    }

    private async Task<string> LogInToClientAsync(ShellUser user, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.VCenter, "/api/session"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}")));
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<string>(cancellationToken) ?? throw new InvalidDataException("vCenter gave no session.");
    }
}
