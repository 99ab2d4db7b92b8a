using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VsphereConnector.Connector.Network;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;

namespace VsphereConnector.Connector.Enrolment;

/// <summary>Sends a certificate request to the server and reads the certificate from its answer.</summary>
internal static class CertificateExchange
{
    /// <summary>How long the server may take to answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private const int MaximumAnswerBytes = 64 * 1024;

    /// <exception cref="HttpRequestException">The server was not reached, or is not ready: it may be tried again.</exception>
    /// <exception cref="RequestRefusedException">The server said no: it says the same again.</exception>
    public static async Task<EnrolmentResponse> PostAsync<T>(
        HttpMessageHandler handler, Uri uri, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(handler, disposeHandler: false) { MaxResponseContentBufferSize = MaximumAnswerBytes, Timeout = Timeout };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(uri, content, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return Read(answer, uri);
        }

        if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
        {
            throw new HttpRequestException($"The server answers {(int)response.StatusCode}.", inner: null, response.StatusCode);
        }

        throw new RequestRefusedException(response.StatusCode, ServerProblem.Read(answer));
    }

    private static EnrolmentResponse Read(byte[] answer, Uri uri)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, ContractsJson.Default.EnrolmentResponse) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException($"What answers at {uri.Authority} is not the expected server.", exception);
        }
    }
}

/// <summary>The server refused a request for a certificate.</summary>
internal sealed class RequestRefusedException(HttpStatusCode status, string reason)
    : Exception(reason.Length > 0 ? reason : $"The server answers {(int)status} and gives no reason.")
{
    public HttpStatusCode Status { get; } = status;
}
