using System.IO.Compression;
using System.Text.Json;

namespace VsphereConnector.Demo.Shell;

/// <summary>Finds the plug-in and reads its manifest, as the vSphere Client does after it was registered.</summary>
internal sealed class InstalledPlugins(HttpMessageInvoker http)
{
    private const string OwnKey = "com.vsphereconnector.plugin";
    private const string ListOfManifests = "plugin-multi-manifest.json";

    /// <summary>The plug-in as it is registered in vCenter; null where it is not.</summary>
    public static async Task<InstalledPlugin?> FindAsync(ShellSession session, CancellationToken cancellationToken) =>
        await session.Vim.Client.ExtensionManager.FindExtensionAsync(OwnKey, cancellationToken) is { Client.Count: > 0 } extension
            ? InstalledPlugin.From(extension)
            : null;

    /// <summary>The manifest: of several in a package the first, for this client understands each.</summary>
    public async Task<JsonElement> ReadManifestAsync(InstalledPlugin plugin, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, plugin.Manifest);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (!plugin.Manifest.AbsolutePath.EndsWith(".zip", StringComparison.Ordinal))
        {
            return await JsonSerializer.DeserializeAsync<JsonElement>(content, cancellationToken: cancellationToken);
        }

        await using var package = await ZipArchive.CreateAsync(content, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var list = await ReadAsync(package, ListOfManifests, cancellationToken);
        return await ReadAsync(package, list.GetProperty("manifests")[0].GetString()!, cancellationToken);
    }

    private static async Task<JsonElement> ReadAsync(ZipArchive package, string name, CancellationToken cancellationToken)
    {
        var entry = package.GetEntry(name) ?? throw new InvalidDataException($"The plug-in's package has no {name}.");
        await using var stream = await entry.OpenAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync<JsonElement>(stream, cancellationToken: cancellationToken);
    }
}
