using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Plugin.Icons;
using VsphereConnector.Server.Plugin.Manifest;
using VsphereConnector.Server.Tests.Api;
using VsphereConnector.Server.Tests.Operations;

namespace VsphereConnector.Server.Tests.Plugin.Manifest;

public sealed class PluginManifestTests
{
    private static readonly PluginTexts Texts = new();

    public static TheoryData<string> Manifests => ["plugin.json", "plugin-basic.json"];

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task Manifest_EveryRule_Holds(string path)
    {
        await using var server = await ApiFixture.StartAsync();
        var manifest = await ReadAsync(server, path);
        var rules = new ManifestRules(manifest);

        Assert.Empty(rules.Check());
        foreach (var resource in rules.Resources())
        {
            using var response = await server.Client.GetAsync(new Uri($"/plugin/{resource}", UriKind.Relative), ApiFixture.Token);
            Assert.True(response.IsSuccessStatusCode, $"{resource}: {response.StatusCode}");
        }

        foreach (var (sheet, tiles) in rules.Sheets())
        {
            var (width, height) = PngSize(await server.Client.GetByteArrayAsync(new Uri($"/plugin/{sheet}", UriKind.Relative), ApiFixture.Token));
            Assert.All(tiles, tile => Assert.True(
                tile.X >= 0 && tile.Y >= 0 && tile.X + SpriteSheet.Tile <= width && tile.Y + SpriteSheet.Tile <= height, $"{sheet} {tile}"));
        }
    }

    [Fact]
    public async Task Manifest_OfADefectiveSource_IsFoundByTheRules()
    {
        await using var server = await ApiFixture.StartAsync();
        var sound = (await ReadAsync(server, "plugin.json")).ToJsonString();

        Assert.All(
            new (string From, string To)[]
            {
                ("\"navigationVisible\"", "\"shown\""),
                ("\"hostSystemInstall\"", "\"folderInstall\""),
                ("\"labelKey\":\"action.install\"", "\"labelKey\":\"action.nothing\""),
                ("\"de-DE\":\"VsphereConnector\",", ""),
                ("\"icon\":{\"name\":\"status\"}", "\"icon\":{\"name\":\"unknown\"}"),
                ("\"acceptsMultipleTargets\":true", "\"acceptsMultipleTargets\":1"),
                ("ui/index.html?view=global", "https://elsewhere.example/ui"),
                ("\"manifestVersion\":\"1.2.0\"", "\"manifestVersion\":\"3\""),
            },
            defect =>
            {
                var broken = sound.Replace(defect.From, defect.To, StringComparison.Ordinal);
                Assert.NotEqual(sound, broken);
                Assert.NotEmpty(new ManifestRules(JsonNode.Parse(broken)!.AsObject()).Check());
            });
    }

    [Fact]
    public void Menu_OfAServerWithFewOperations_HasNoOtherActions()
    {
        var manifest = new PluginManifest(Texts, [new DelegateRunner(OperationKind.RunTask)]);

        Assert.Equal(["runTask"], manifest.Menu.Actions.Select(action => action.Id));
        Assert.DoesNotContain("InstallConnector", JsonSerializer.Serialize(JsonNode.Parse(manifest.Full)), StringComparison.Ordinal);
        Assert.Empty(new ManifestRules(JsonNode.Parse(manifest.Full)!.AsObject()).Check());
    }

    [Fact]
    public async Task Package_ListsBothManifestsNewestFirst_AsTheyAreServed()
    {
        await using var server = await ApiFixture.StartAsync();
        var package = await server.Client.GetByteArrayAsync(new Uri("/plugin/plugin.zip", UriKind.Relative), ApiFixture.Token);
        using var archive = new ZipArchive(new MemoryStream(package));

        var list = JsonNode.Parse(await TextAsync(archive, "plugin-multi-manifest.json"))!;

        Assert.Equal(["plugin.json", "plugin-basic.json"], list["manifests"]!.AsArray().Select(name => (string)name!));
        foreach (var name in Manifests.Select(row => row.Data))
        {
            Assert.True(JsonNode.DeepEquals(await ReadAsync(server, name), JsonNode.Parse(await TextAsync(archive, name))));
        }
    }

    [Fact]
    public async Task Manifest_WithoutAToken_IsServedAndRevalidated()
    {
        await using var server = await ApiFixture.StartAsync();
        server.Client.DefaultRequestHeaders.Authorization = null;
        using var first = await server.Client.GetAsync(new Uri("/plugin/plugin.json", UriKind.Relative), ApiFixture.Token);

        server.Client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await server.Client.GetAsync(new Uri("/plugin/plugin.json", UriKind.Relative), ApiFixture.Token);

        Assert.Equal(System.Net.HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public void Texts_OfEveryLocale_KeepTheNamesThatAreFilledIn() => Assert.All(
        Texts.Locales.SelectMany(locale => new[] { "event.Succeeded", "event.Failed", "event.Cancelled" }.Select(key => (locale, key))),
        text => Assert.Equal(Placeholders(Texts.Get(PluginTexts.Default, text.key)), Placeholders(Texts.Get(text.locale, text.key))));

    [Fact]
    public void SourceActions_AllOfThem_HaveTextsAndAnIcon() => Assert.All(PluginMenu.Load().Actions, action =>
    {
        Assert.NotEmpty(Texts.Get(PluginTexts.Default, action.LabelKey));
        Assert.NotEmpty(Texts.Get(PluginTexts.Default, action.TitleKey));
        Assert.NotEmpty(Texts.Get(PluginTexts.Default, $"privilege.{action.Privilege}"));
        Assert.All(action.Operations, operation => Assert.NotEmpty(Texts.Get(PluginTexts.Default, $"task.{operation}")));
        Assert.NotEmpty(IconOutline.Read(action.Id));
    });

    [Fact]
    public void Texts_OfEveryKindOfOperation_AreThere() => Assert.All(
        Enum.GetNames<OperationKind>(), kind => Assert.NotEmpty(Texts.Get(PluginTexts.Default, $"task.{kind}")));

    [Fact]
    public void SourceActions_WithAView_NameOneOfTheUserInterface() => Assert.Equal(
        UserInterfaceViews().Except(["progress", "vm-summary", "vm-monitor", "global"]).Order(StringComparer.Ordinal),
        PluginMenu.Load().Actions.Select(action => action.View?.Split('&')[0]).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> UserInterfaceViews()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "VsphereConnector.sln")))
            folder = Path.GetDirectoryName(folder)!;
        var source = File.ReadAllText(Path.Combine(folder, "ui-extension", "src", "views.ts"));
        return Regex.Matches(
            source, @"^\s*'?(?<view>[a-z-]+)'?: \(\) => import\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
            .Select(view => view.Groups["view"].Value);
    }

    private static SortedSet<string> Placeholders(string text) =>
        new(text.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)]), StringComparer.Ordinal);

    private static async Task<JsonObject> ReadAsync(ApiFixture server, string path) =>
        JsonNode.Parse(await server.Client.GetStringAsync(new Uri($"/plugin/{path}", UriKind.Relative), ApiFixture.Token))!.AsObject();

    private static async Task<string> TextAsync(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(await archive.GetEntry(name)!.OpenAsync(ApiFixture.Token));
        return await reader.ReadToEndAsync(ApiFixture.Token);
    }

    private static (int Width, int Height) PngSize(byte[] png)
    {
        Assert.Equal("PNG"u8.ToArray(), png[1..4]);
        Assert.Equal("IHDR"u8.ToArray(), png[12..16]);
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    private sealed class DelegateRunner(OperationKind kind) : IOperationRunner
    {
        public bool Carries(OperationKind other) => other == kind;

        public Task<OperationEnd> RunAsync(OperationRun run, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
