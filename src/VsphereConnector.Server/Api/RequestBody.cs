using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace VsphereConnector.Server.Api;

/// <summary>Reads JSON bodies.</summary>
internal static class RequestBody
{
    /// <summary>The largest body that is read.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <exception cref="RequestProblemException">It is not JSON, not said to be, or not of the form of <typeparamref name="T"/>.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            throw new RequestProblemException(Problems.WrongContentType());
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, ApiJson.Options, request.HttpContext.RequestAborted)
                ?? throw new RequestProblemException(Problems.MalformedJson("at the beginning: it is null"));
        }
        catch (JsonException exception)
        {
            throw new RequestProblemException(Problems.MalformedJson(Where(exception)));
        }
    }

    public static string Where(JsonException exception) => string.Create(
        CultureInfo.InvariantCulture,
        $"at {exception.Path ?? "$"} (line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1})");
}
