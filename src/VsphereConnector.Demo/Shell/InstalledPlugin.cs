using System.Globalization;
using VsphereConnector.Vim25.Extensions;

namespace VsphereConnector.Demo.Shell;

/// <summary>A plug-in as the client knows it: by its extension's key and version, and by the address of its manifest.</summary>
/// <param name="Key">The extension's key.</param>
/// <param name="Version">The extension's version.</param>
/// <param name="Manifest">The manifest's address at the plug-in's own server.</param>
internal sealed record InstalledPlugin(string Key, string Version, Uri Manifest)
{
    /// <summary>The texts of its tasks and events, by locale and key.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Resources { get; init; } = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);

    /// <summary>The two segments below <c>/plugins</c> that stand for its server, as the vSphere Client writes them.</summary>
    public string ProxySegments => string.Create(CultureInfo.InvariantCulture, $"{Key}~{Version}~1/{Manifest.Host}-{Manifest.Port}");

    /// <summary>The address of its server by way of the proxy.</summary>
    public string ProxiedBase => $"/plugins/{ProxySegments}";

    public string ManifestPath => ProxiedBase + Manifest.PathAndQuery;

    public static InstalledPlugin From(Extension extension) => new(extension.Key, extension.Version, new Uri(extension.Client[0].Url))
    {
        Resources = extension.ResourceList
            .GroupBy(resource => resource.Locale, StringComparer.Ordinal)
            .ToDictionary(
                locale => locale.Key,
                locale => locale.SelectMany(resource => resource.Data).DistinctBy(text => text.Key).ToDictionary(StringComparer.Ordinal),
                StringComparer.Ordinal),
    };
}
