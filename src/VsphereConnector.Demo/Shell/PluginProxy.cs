using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace VsphereConnector.Demo.Shell;

/// <summary>
/// <c>/plugins/KEY~VERSION~N/HOST-PORT/…</c>, as the vSphere Client does it: everything of a plug-in comes through here, from the client's
/// own origin. An answer that has not begun after 30 seconds becomes a 408. Event streams that have begun are let through unbuffered for as
/// long as they last; whether every version of the vSphere Client does so is not known, so pages must be able to do without.
/// </summary>
internal sealed class PluginProxy(ShellSessions sessions, HttpMessageInvoker http, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What belongs to one connection, or to the client's own session, and is not passed on.</summary>
    private static readonly HashSet<string> NotPassedOn = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.TransferEncoding, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.Upgrade,
        HeaderNames.ProxyAuthorization, HeaderNames.ProxyAuthenticate, HeaderNames.Host, HeaderNames.Cookie, HeaderNames.SetCookie,
    };

    public async Task ForwardAsync(HttpContext context)
    {
        if (sessions.Of(context) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var plugin = await InstalledPlugins.FindAsync(session, context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (plugin is null || !target.StartsWith(plugin.ProxiedBase + "/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // How much may be uploaded is for the plug-in's server to say.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        using var request = Request(context, new Uri(plugin.Manifest, target[plugin.ProxiedBase.Length..]));
        await ForwardAsync(context, request);
    }

    private async Task ForwardAsync(HttpContext context, HttpRequestMessage request)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            await AnswerAsync(context, response);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status408RequestTimeout;
        }
        catch (HttpRequestException exception) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            await context.Response.WriteAsync($"The plug-in's server cannot be reached: {exception.Message}", context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
        {
            context.Abort();
        }
    }

    private static HttpRequestMessage Request(HttpContext context, Uri target)
    {
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), target);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !NotPassedOn.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return request;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !NotPassedOn.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
