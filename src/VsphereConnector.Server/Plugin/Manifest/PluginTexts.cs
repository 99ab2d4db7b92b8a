namespace VsphereConnector.Server.Plugin.Manifest;

/// <summary>Every text of the plug-in in every language: of the manifest and of the extension in vCenter.</summary>
internal sealed class PluginTexts
{
    public const string Default = "en-US";

    private readonly Dictionary<string, Dictionary<string, string>> _byLocale;

    /// <exception cref="InvalidDataException">A language lacks a text.</exception>
    public PluginTexts()
    {
        _byLocale = PluginSource.Names("texts").ToDictionary(
            locale => locale, locale => PluginSource.Json<Dictionary<string, string>>($"texts/{locale}.json"));
        var keys = _byLocale.Values.SelectMany(texts => texts.Keys).ToHashSet();
        foreach (var (locale, texts) in _byLocale)
        {
            if (keys.FirstOrDefault(key => !texts.TryGetValue(key, out var text) || string.IsNullOrWhiteSpace(text)) is { } missing)
            {
                throw new InvalidDataException($"plugin-manifest/texts/{locale}.json has no text for {missing}.");
            }
        }
    }

    /// <summary>Such as <c>en-US</c>; the default one first.</summary>
    public IReadOnlyList<string> Locales => [.. _byLocale.Keys.OrderBy(locale => locale != Default).ThenBy(locale => locale, StringComparer.Ordinal)];

    public string Get(string locale, string key) => _byLocale[locale].TryGetValue(key, out var text)
        ? text
        : throw new InvalidDataException($"plugin-manifest/texts has no text for {key}.");
}
