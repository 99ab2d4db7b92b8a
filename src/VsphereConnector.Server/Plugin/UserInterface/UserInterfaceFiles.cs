using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using VsphereConnector.Server.Api;
using VsphereConnector.Server.Configuration;

namespace VsphereConnector.Server.Plugin.UserInterface;

/// <summary>Serves the views (the output of <c>ui-extension</c>) at <c>/plugin/ui/</c>, to anyone: what they show is behind the API.</summary>
internal static class UserInterfaceFiles
{
    private const string PathPrefix = "/plugin/ui";
    private const string HashedFiles = PathPrefix + "/assets";

    public static void UseUserInterface(this WebApplication app)
    {
        var folder = app.Services.GetRequiredService<UserInterfaceFolder>().Path;
        if (!Directory.Exists(folder))
        {
            app.MapGet(PathPrefix + "/{**path}", NotBuilt).ExcludeFromDescription();
            return;
        }

        var policy = ContentSecurityPolicy.For(app.Services.GetRequiredService<IOptions<ServerOptions>>().Value);
        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = PathPrefix,
            FileProvider = new PhysicalFileProvider(folder),
            OnPrepareResponse = context => Prepare(context, policy),
        });
    }

    private static void Prepare(StaticFileResponseContext context, string policy)
    {
        var headers = context.Context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers[HeaderNames.CacheControl] = context.Context.Request.Path.StartsWithSegments(HashedFiles, StringComparison.Ordinal)
            ? "public, max-age=31536000, immutable"
            : "no-cache";
    }

    private static IResult NotBuilt() => Problems.Of(
        StatusCodes.Status404NotFound,
        "user-interface-missing",
        "This server was built without its views.",
        "Use a published server, or build it with -p:BuildUserInterface=true, which needs Node.js.");
}
