using System.Text.Json;
using System.Text.Json.Nodes;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Server.Operations;

/// <summary>
/// The secret environment of tasks: its values are kept apart from the parameters that everybody sees, encrypted, until the operation ends.
/// </summary>
internal static class TaskSecrets
{
    private const string Member = "secretEnvironment";

    /// <summary>The parameters with the names alone, and the values; null where there are none.</summary>
    public static (JsonElement? Parameters, string? Secret) Split(OperationKind kind, JsonElement? parameters)
    {
        if (kind != OperationKind.RunTask || parameters is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty(Member, out var secrets)
            || secrets.ValueKind != JsonValueKind.Object)
        {
            return (parameters, null);
        }

        var open = JsonObject.Create(given)!;
        open[Member] = new JsonObject(secrets.EnumerateObject().Select(secret => KeyValuePair.Create<string, JsonNode?>(secret.Name, "")));
        return (JsonSerializer.SerializeToElement<JsonNode>(open), secrets.GetRawText());
    }

    /// <summary>The parameters as they came.</summary>
    public static JsonElement? Join(JsonElement? parameters, string? secret)
    {
        if (secret is null || parameters is not { ValueKind: JsonValueKind.Object } given)
        {
            return parameters;
        }

        var whole = JsonObject.Create(given)!;
        whole[Member] = JsonNode.Parse(secret);
        return JsonSerializer.SerializeToElement<JsonNode>(whole);
    }
}
