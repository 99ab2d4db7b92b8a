using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using VsphereConnector.Server.Tests.Api;

namespace VsphereConnector.Server.Tests.Plugin.UserInterface;

public sealed class ApiDocumentTests
{
    private static string ViewsDocument([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../../ui-extension/openapi.json");

    /// <summary>The views' client is made of their copy of the document: the server may offer more, but all of that, as it says there.</summary>
    [Fact]
    public async Task ViewsDocument_IsPartOfTheServersDocument()
    {
        await using var api = await ApiFixture.StartAsync();
        var served = await api.Client.GetFromJsonAsync<JsonNode>("/openapi/v1.json", ApiFixture.Token);
        var copied = JsonNode.Parse(await File.ReadAllTextAsync(ViewsDocument(), ApiFixture.Token));

        var missing = Missing(copied!, served!, "").ToList();

        Assert.True(missing.Count == 0, $"Copy /openapi/v1.json to ui-extension/openapi.json and correct the views. The server has no more:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Missing_WhatIsGoneOrOtherwise_IsNamed()
    {
        var copied = JsonNode.Parse("""{ "a": { "type": "string", "enum": ["x", "y"], "description": "old" }, "b": 1 }""");
        var served = JsonNode.Parse("""{ "a": { "type": "number", "enum": ["y", "z"], "description": "new" }, "c": 1 }""");

        Assert.Equal(["/a/type: \"string\"", "/a/enum: \"x\"", "/b"], Missing(copied!, served!, ""));
    }

    /// <summary>What is in one document and not in the other; words for people may differ.</summary>
    private static IEnumerable<string> Missing(JsonNode copied, JsonNode served, string path) => (copied, served) switch
    {
        (JsonObject part, JsonObject whole) => part
            .Where(member => member.Key is not ("description" or "summary"))
            .SelectMany(member => whole[member.Key] is { } counterpart
                ? Missing(member.Value!, counterpart, $"{path}/{member.Key}")
                : [$"{path}/{member.Key}"]),
        (JsonArray part, JsonArray whole) => part
            .Where(item => !whole.Any(other => JsonNode.DeepEquals(item, other)))
            .Select(item => $"{path}: {item?.ToJsonString()}"),
        _ => JsonNode.DeepEquals(copied, served) ? [] : [$"{path}: {copied.ToJsonString()}"],
    };
}
