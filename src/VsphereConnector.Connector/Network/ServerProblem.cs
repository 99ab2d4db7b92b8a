using System.Text.Json;

namespace VsphereConnector.Connector.Network;

/// <summary>What a server says where it refuses a request (RFC 9457).</summary>
internal static class ServerProblem
{
    private const int MaximumLength = 500;

    /// <summary>What happened and what to do: <c>title</c> and <c>detail</c> of problem details (RFC 9457); empty where there are none.</summary>
    public static string Read(byte[] answer)
    {
        try
        {
            using var problem = JsonDocument.Parse(answer);
            var parts = new[] { "title", "detail" }
                .Select(name => problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty(name, out var part)
                    && part.ValueKind == JsonValueKind.String ? part.GetString() : null)
                .Where(part => !string.IsNullOrWhiteSpace(part));
            var reason = string.Join(" ", parts).ReplaceLineEndings(" ");
            return reason.Length <= MaximumLength ? reason : reason[..MaximumLength];
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
