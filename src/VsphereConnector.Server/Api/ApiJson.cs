using System.Text.Json;
using System.Text.Json.Serialization;

namespace VsphereConnector.Server.Api;

/// <summary>How the API writes and reads JSON: camel case, no nulls, and nothing in a request is silently ignored.</summary>
internal static class ApiJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions());

    /// <summary>For the parameters of operations, which are not ours alone: an unknown field is an error.</summary>
    public static JsonSerializerOptions Parameters { get; } = Configure(
        new JsonSerializerOptions { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow });

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.MaxDepth = 32;
        options.Converters.Add(new JsonStringEnumConverter<DayOfWeek>());
        return options;
    }
}
