using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.FileProviders;
using VsphereConnector.Vim25;

namespace VsphereConnector.Demo.Shell;

/// <summary>
/// A development host that stands in for the vSphere Client: it is not part of the server, and not the vSphere Client. Plain HTTP, since
/// browsers treat loopback as safe and a certificate of the demo's own would only raise warnings; it answers to loopback names alone.
/// </summary>
internal sealed class ShellHost : IAsyncDisposable
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly WebApplication _application;

    private ShellHost(WebApplication application, Uri address) => (_application, Address) = (application, address);

    /// <summary>What to open in a browser.</summary>
    public Uri Address { get; }

    public static async Task<ShellHost> StartAsync(ShellOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(options.Connect());
        builder.Services.AddSingleton<ShellSessions>();
        builder.Services.AddSingleton<InstalledPlugins>();
        builder.Services.AddSingleton<PluginProxy>();
        var application = builder.Build();
        application.Use(OnlyOwnPages);
        application.Use(TellWhatVCenterSaid);
        MapPages(application);
        application.MapSessions();
        application.MapInventory();
        application.MapTasks();
        application.Map("/plugins/{plugin}/{endpoint}/{**path}", (HttpContext context, PluginProxy proxy) => proxy.ForwardAsync(context));
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ShellHost(application, new Uri(address + "/"));
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(patience.Token);
        await _application.DisposeAsync();
    }

    private static void MapPages(WebApplication application)
    {
        var files = new EmbeddedFileProvider(typeof(ShellHost).Assembly, "VsphereConnector.Demo.Shell.www");
        var pages = new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = prepared =>
            {
                prepared.Context.Response.Headers.CacheControl = "no-cache";
                prepared.Context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                prepared.Context.Response.Headers.XContentTypeOptions = "nosniff";
            },
        };
        application.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        application.UseStaticFiles(pages);
        application.MapGet("/api/ui/htmlClientSdk.js", () => Results.Stream(
            files.GetFileInfo("htmlClientSdk.js").CreateReadStream(), "text/javascript"));
    }

    /// <summary>
    /// Calls of other sites' pages are refused, also under a name that their DNS points at this machine: here a click is enough to be an
    /// administrator. A link to the shell's page may be anywhere.
    /// </summary>
    private static Task OnlyOwnPages(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var isPage = request.Path == "/";
        var isOwn = request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
        if (request.Host.Host is "127.0.0.1" or "localhost" && (isPage || isOwn))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static async Task TellWhatVCenterSaid(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (exception is VimException or HttpRequestException or InvalidDataException && !context.Response.HasStarted)
        {
            await Results.Problem(exception.Message, statusCode: StatusCodes.Status502BadGateway).ExecuteAsync(context);
        }
    }
}
