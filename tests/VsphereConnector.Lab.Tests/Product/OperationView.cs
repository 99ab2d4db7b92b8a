using System.Text.Json;

namespace VsphereConnector.Lab.Tests.Product;

/// <summary>An operation as the server shows it.</summary>
internal sealed record OperationView(JsonElement Json)
{
    public string Id => Json.GetProperty("id").GetString()!;

    public string State => Json.GetProperty("state").GetString()!;

    public bool HasEnded => State is "Success" or "Error" or "Cancelled";

    /// <summary>The stable code of its error, or null.</summary>
    public string? ErrorCode => Json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
        ? error.GetProperty("code").GetString()
        : null;

    public JsonElement Result => Json.GetProperty("result");

    public string ErrorMessage => Json.GetProperty("error").GetProperty("message").GetString()!;

    /// <summary>How the task ended that it ran.</summary>
    public int TaskExitCode => Json.GetProperty("result").GetProperty("exitCode").GetInt32();

    /// <summary>The channels of its attempts, in their order.</summary>
    public IReadOnlyList<string> Channels =>
        [.. Json.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("channel").GetString()!)];

    public IReadOnlyList<JsonElement> Events => [.. Json.GetProperty("events").EnumerateArray()];

    /// <summary>Why it failed comes first: reports of test runs are cut.</summary>
    public override string ToString() => ErrorCode is null ? Json.ToString() : $"{ErrorCode}: {ErrorMessage}{Environment.NewLine}{Json}";
}
