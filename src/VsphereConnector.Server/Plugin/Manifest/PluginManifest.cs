using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Icons;

namespace VsphereConnector.Server.Plugin.Manifest;

/// <summary>The manifest as this server serves it: with the actions whose operations it carries out, and no others.</summary>
internal sealed class PluginManifest
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly PluginTexts _texts;

    public PluginManifest(PluginTexts texts, IEnumerable<IOperationRunner> runners)
    {
        var carrying = runners.ToList();
        _texts = texts;
        Menu = PluginMenu.Load();
        Menu = Menu with { Actions = Menu.Served(kind => carrying.Exists(runner => runner.Carries(kind))) };
        Full = Write(Compose());
        Basic = Write(WithoutNewerFeatures(Compose()));
    }

    /// <summary>The menu that is served.</summary>
    public PluginMenu Menu { get; }

    /// <summary>For clients since 7.0 Update 1.</summary>
    public byte[] Full { get; }

    /// <summary>For clients that refuse the full one.</summary>
    public byte[] Basic { get; }

    private JsonObject Compose()
    {
        var manifest = JsonNode.Parse(PluginSource.Text("manifest.json"))!.AsObject();
        var objects = manifest["objects"]!.AsObject();
        foreach (var type in Menu.Objects)
        {
            var extensions = objects[type] as JsonObject ?? [];
            extensions["menu"] = new JsonObject
            {
                ["dynamicUri"] = "dynamic-items",
                ["actions"] = new JsonArray([.. Menu.Actions.Select(action => Action(type, action))]),
            };
            objects[type] = extensions;
        }

        manifest["definitions"] = new JsonObject { ["iconSpriteSheet"] = Icons(), ["i18n"] = Texts(TextKeys(manifest).Distinct()) };
        return manifest;
    }

    private static JsonObject Action(string type, PluginAction action) => new()
    {
        ["id"] = action.IdOn(type),
        ["labelKey"] = action.LabelKey,
        ["icon"] = new JsonObject { ["name"] = action.Id },
        ["trigger"] = new JsonObject
        {
            ["type"] = "modal",
            ["uri"] = $"ui/index.html?view={action.View}",
            ["titleKey"] = action.TitleKey,
            ["size"] = new JsonObject { ["width"] = action.Size.Width, ["height"] = action.Size.Height },
        },
        ["acceptsMultipleTargets"] = true,
        ["dynamic"] = true,
    };

    private JsonObject Icons() => new()
    {
        ["uri"] = SpriteSheet.Light.Path,
        ["definitions"] = Tiles(),
        ["themeOverrides"] = new JsonObject
        {
            ["dark"] = new JsonObject { ["uri"] = SpriteSheet.Dark.Path, ["definitions"] = Tiles() },
        },
    };

    private JsonObject Tiles() => new(
        Menu.Actions.Select(action => action.Id).Prepend("main").Select(icon => KeyValuePair.Create<string, JsonNode?>(
            icon, new JsonObject { ["x"] = 0, ["y"] = SpriteSheet.Top(icon) })));

    private JsonObject Texts(IEnumerable<string> keys) => new()
    {
        ["locales"] = new JsonArray([.. _texts.Locales.Select(locale => JsonValue.Create(locale))]),
        ["definitions"] = new JsonObject(keys.Select(key => KeyValuePair.Create<string, JsonNode?>(
            key,
            new JsonObject(_texts.Locales.Select(locale => KeyValuePair.Create<string, JsonNode?>(locale, _texts.Get(locale, key))))))),
    };

    /// <summary>Every text that the manifest names.</summary>
    private static IEnumerable<string> TextKeys(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field =>
            field.Key.EndsWith("Key", StringComparison.Ordinal) ? [field.Value!.GetValue<string>()] : TextKeys(field.Value)),
        JsonArray items => items.SelectMany(TextKeys),
        _ => [],
    };

    private static JsonObject WithoutNewerFeatures(JsonObject manifest)
    {
        manifest["manifestVersion"] = "1.0.0";
        manifest["requirements"] = new JsonObject { ["plugin.api.version"] = "1.0.0" };
        manifest["objects"]!["VirtualMachine"]!["summary"]!["view"]!.AsObject().Remove("id");
        manifest["definitions"]!["iconSpriteSheet"]!.AsObject().Remove("themeOverrides");
        foreach (var menu in manifest["objects"]!.AsObject().Select(type => type.Value!["menu"]!.AsObject()))
        {
            menu.Remove("dynamicUri");
            foreach (var action in menu["actions"]!.AsArray().Select(action => action!.AsObject()))
            {
                action.Remove("acceptsMultipleTargets");
                action.Remove("dynamic");
            }
        }

        return manifest;
    }

    private static byte[] Write(JsonObject manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Written);
}
