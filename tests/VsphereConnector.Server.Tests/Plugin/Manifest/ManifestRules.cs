using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace VsphereConnector.Server.Tests.Plugin.Manifest;

/// <summary>What the vSphere Client demands of a manifest, written down apart from the code that composes ours.</summary>
internal sealed partial class ManifestRules(JsonObject manifest)
{
    private static readonly string[] Types =
    [
        "VirtualMachine", "Folder", "Datacenter", "ClusterComputeResource", "HostSystem", "ResourcePool", "VirtualApp",
    ];

    private readonly List<string> _findings = [];

    /// <summary>Everything that is wrong with it.</summary>
    public IReadOnlyList<string> Check()
    {
        Shape("$", manifest, Manifest);
        if (_findings.Count == 0)
        {
            CheckIds();
            CheckTexts();
            CheckIcons();
            CheckAddresses();
        }

        return _findings;
    }

    /// <summary>The files that the client fetches from the plug-in's server, except the views.</summary>
    public IEnumerable<string> Resources() => Strings("uri").Distinct().Where(uri => !uri.StartsWith("ui/", StringComparison.Ordinal));

    /// <summary>Each sprite sheet with the tiles that are used of it.</summary>
    public IEnumerable<(string Uri, List<(int X, int Y)> Tiles)> Sheets() => SheetNodes().Select(sheet => (
        (string)sheet["uri"]!,
        sheet["definitions"]!.AsObject().Select(tile => ((int)tile.Value!["x"]!, (int)tile.Value!["y"]!)).ToList()));

    private static Rule Text(string pattern = ".+") => new TextRule(pattern);

    private static Dictionary<string, Rule> Fields(params (string Name, Rule Rule)[] fields) => fields.ToDictionary(field => field.Name, field => field.Rule);

    private static readonly Rule Name = Text(@"^[A-Za-z0-9.\-_]+$");
    private static readonly Rule Environment = new ObjectRule(Fields(
        ("version", Text(@"^[\[\(]\d+(\.\d+){0,3},(\d+(\.\d+){0,3})?[\)\]]$")), ("environments", new ListRule(Text("^(onprem|cloud|gateway)$")))));

    private static readonly Rule Icon = new ObjectRule(Fields(("name", Name)));
    private static readonly Rule Tiles = new MapRule(".", new ObjectRule(Fields(("x", new NumberRule()), ("y", new NumberRule()))));

    private static readonly Rule Icons = new ObjectRule(
        Fields(("uri", Text()), ("definitions", Tiles)),
        Fields(("themeOverrides", new ObjectRule(Fields(("dark", new ObjectRule(Fields(("uri", Text()), ("definitions", Tiles)))))))));

    private static readonly Rule Texts = new ObjectRule(Fields(
        ("locales", new ListRule(Text("^[a-z]{2}-[A-Z]{2}$"))),
        ("definitions", new MapRule(".", new MapRule("^[a-z]{2}-[A-Z]{2}$", Text())))));

    private static readonly Rule View = new ObjectRule(
        Fields(("navigationId", Name), ("labelKey", Name), ("uri", Text())), Fields(("dynamic", new BooleanRule())));

    private static readonly Rule Trigger = new ObjectRule(Fields(
        ("type", Text("^modal$")), ("uri", Text()), ("titleKey", Name),
        ("size", new ObjectRule(Fields(("width", new NumberRule()), ("height", new NumberRule()))))));

    private static readonly Rule Action = new ObjectRule(
        Fields(("id", Name), ("labelKey", Name), ("trigger", Trigger)),
        Fields(("icon", Icon), ("acceptsMultipleTargets", new BooleanRule()), ("dynamic", new BooleanRule())));

    private static readonly Rule Object = new ObjectRule([], Fields(
        ("summary", new ObjectRule(
            Fields(("view", new ObjectRule(Fields(("uri", Text())), Fields(("id", Name), ("dynamic", new BooleanRule()))))),
            Fields(("dynamicUri", Text())))),
        ("monitor", new ObjectRule(Fields(("views", new ListRule(View))), Fields(("dynamicUri", Text())))),
        ("menu", new ObjectRule(Fields(("actions", new ListRule(Action))), Fields(("dynamicUri", Text()))))));

    private static readonly Rule Manifest = new ObjectRule(Fields(
        ("manifestVersion", Text(@"^1\.(0\.0|0\.1|1\.0|2\.0)$")),
        ("requirements", new ObjectRule(Fields(("plugin.api.version", Text(@"^1\.(0\.0|0\.1|1\.0|2\.0)$"))), Fields(
            ("vsphere.client", Environment), ("vcenter.server", Environment), ("action.accepts.multiple.targets", new BooleanRule()),
            ("plugin.dynamic.extensions", Text(@"^1\.0\.0$")), ("icon.sprite.sheet.theming", Text(@"^1\.0\.0$")),
            ("plugin.backend.info.api", Text(@"^1\.0\.0$"))))),
        ("configuration", new ObjectRule(Fields(("nameKey", Name), ("icon", Icon)))),
        ("global", new ObjectRule(Fields(("view", new ObjectRule(Fields(
            ("navigationId", Name), ("uri", Text()), ("navigationVisible", new BooleanRule()))))))),
        ("objects", new ObjectRule([], Types.ToDictionary(type => type, _ => Object))),
        ("definitions", new ObjectRule(Fields(("iconSpriteSheet", Icons), ("i18n", Texts))))));

    private void CheckIds()
    {
        foreach (var id in Strings("id").Concat(Strings("navigationId")).CountBy(id => id).Where(id => id.Value > 1))
            _findings.Add($"the id {id.Key} is used {id.Value} times");
    }

    private void CheckTexts()
    {
        var locales = manifest["definitions"]!["i18n"]!["locales"]!.AsArray().Select(locale => (string)locale!).Order(StringComparer.Ordinal).ToList();
        var texts = manifest["definitions"]!["i18n"]!["definitions"]!.AsObject();
        var used = Strings("labelKey").Concat(Strings("titleKey")).Concat(Strings("nameKey")).ToHashSet();
        _findings.AddRange(used.Where(key => !texts.ContainsKey(key)).Select(key => $"there is no text {key}"));
        _findings.AddRange(texts.Where(text => !used.Contains(text.Key)).Select(text => $"nothing shows the text {text.Key}"));
        _findings.AddRange(texts
            .Where(text => !text.Value!.AsObject().Select(entry => entry.Key).Order(StringComparer.Ordinal).SequenceEqual(locales))
            .Select(text => $"{text.Key} is not in every locale"));
    }

    private void CheckIcons()
    {
        var used = Strings("name").ToList();
        foreach (var sheet in SheetNodes())
        {
            var tiles = sheet["definitions"]!.AsObject();
            _findings.AddRange(used.Where(icon => !tiles.ContainsKey(icon)).Select(icon => $"{sheet["uri"]} has no icon {icon}"));
        }
    }

    private void CheckAddresses() => _findings.AddRange(Strings("uri").Concat(Strings("dynamicUri"))
        .Where(uri => !Relative().IsMatch(uri))
        .Select(uri => $"{uri} does not stay below the manifest"));

    private IEnumerable<JsonNode> SheetNodes()
    {
        var light = manifest["definitions"]!["iconSpriteSheet"]!;
        return light["themeOverrides"]?["dark"] is { } dark ? [light, dark] : [light];
    }

    private IEnumerable<string> Strings(string field) => Find(manifest, field);

    private static IEnumerable<string> Find(JsonNode? node, string field) => node switch
    {
        JsonObject fields => fields.SelectMany(entry =>
            entry.Key == field && entry.Value is JsonValue value ? [value.GetValue<string>()] : Find(entry.Value, field)),
        JsonArray items => items.SelectMany(item => Find(item, field)),
        _ => [],
    };

    private void Shape(string path, JsonNode? node, Rule rule)
    {
        switch (rule, node)
        {
            case (ObjectRule known, JsonObject fields):
                _findings.AddRange(known.Required.Keys.Where(name => !fields.ContainsKey(name)).Select(name => $"{path} lacks {name}"));
                foreach (var (name, value) in fields)
                    Field(path, name, value, known.Required.GetValueOrDefault(name) ?? known.Optional?.GetValueOrDefault(name));
                break;
            case (MapRule map, JsonObject entries):
                foreach (var (name, value) in entries)
                    Field(path, name, value, Regex.IsMatch(name, map.Names, RegexOptions.None, TimeSpan.FromSeconds(5)) ? map.Values : null);
                break;
            case (ListRule list, JsonArray { Count: > 0 } items):
                foreach (var (index, item) in items.Index())
                    Shape($"{path}[{index}]", item, list.Items);
                break;
            case (TextRule text, JsonValue value) when value.GetValueKind() == JsonValueKind.String
                && Regex.IsMatch((string)value!, text.Pattern, RegexOptions.None, TimeSpan.FromSeconds(5)):
            case (NumberRule, JsonValue number) when number.GetValueKind() == JsonValueKind.Number && (int)number >= 0:
            case (BooleanRule, JsonValue flag) when flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
                break;
            default:
                _findings.Add($"{path} is {node?.ToJsonString() ?? "null"}, which {rule.GetType().Name} does not allow");
                break;
        }
    }

    private void Field(string path, string name, JsonNode? value, Rule? rule)
    {
        if (rule is null)
            _findings.Add($"{path} has the unknown field {name}");
        else
            Shape($"{path}.{name}", value, rule);
    }

    [GeneratedRegex(@"^(?!.*\.\.)[a-z][A-Za-z0-9\-./?=&]*$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Relative();

    private abstract record Rule;

    private sealed record ObjectRule(Dictionary<string, Rule> Required, Dictionary<string, Rule>? Optional = null) : Rule;

    private sealed record MapRule(string Names, Rule Values) : Rule;

    private sealed record ListRule(Rule Items) : Rule;

    private sealed record TextRule(string Pattern) : Rule;

    private sealed record NumberRule : Rule;

    private sealed record BooleanRule : Rule;
}
