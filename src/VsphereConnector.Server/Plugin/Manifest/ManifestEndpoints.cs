using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using VsphereConnector.Server.Plugin.Icons;

namespace VsphereConnector.Server.Plugin.Manifest;

/// <summary>The manifest and its icons. Clients fetch them before anybody has logged on to the plug-in, so anybody may.</summary>
internal static class ManifestEndpoints
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>Composes what is served, so that a defect in it stops the server here and not a client later.</summary>
    public static void MapPluginManifest(this WebApplication app)
    {
        var manifest = app.Services.GetRequiredService<PluginManifest>();
        var plugin = app.MapGroup(PluginIdentity.Path).AllowAnonymous().ExcludeFromDescription();
        Map(plugin, "plugin.json", Json, manifest.Full);
        Map(plugin, "plugin-basic.json", Json, manifest.Basic);
        Map(plugin, PluginPackage.FileName, "application/zip", PluginPackage.Of(manifest));
        Map(plugin, SpriteSheet.Light.Path, "image/png", SpriteSheet.Light.Draw());
        Map(plugin, SpriteSheet.Dark.Path, "image/png", SpriteSheet.Dark.Draw());
    }

    private static void Map(RouteGroupBuilder plugin, string path, string contentType, byte[] content)
    {
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
        plugin.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(content, contentType, entityTag: tag);
        });
    }
}
