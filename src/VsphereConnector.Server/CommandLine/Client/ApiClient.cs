using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using VsphereConnector.Server.Api;

namespace VsphereConnector.Server.CommandLine.Client;

/// <summary>The REST API as the command line uses it: as any other caller would.</summary>
internal sealed class ApiClient(HttpClient http) : IDisposable
{
    private const int MostPerBatch = 1000;

    /// <summary>Submits operations, however many; one answer for each, in their order.</summary>
    /// <exception cref="ApiException">The server refused a batch as a whole.</exception>
    public async Task<IReadOnlyList<BatchItemView>> SubmitAsync(IReadOnlyList<SubmitOperation> operations, CancellationToken cancellationToken)
    {
        var answers = new List<BatchItemView>(operations.Count);
        foreach (var some in operations.Chunk(MostPerBatch))
        {
            answers.AddRange(await SubmitBatchAsync(some, cancellationToken));
        }

        return answers;
    }

    private async Task<IReadOnlyList<BatchItemView>> SubmitBatchAsync(IReadOnlyList<SubmitOperation> operations, CancellationToken cancellationToken)
    {
        var content = JsonContent.Create(new { operations }, options: ApiJson.Options);
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/v1/operations") { Content = content }, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(ApiJson.Options, cancellationToken);
        return body.TryGetProperty("operations", out _)
            ? body.Deserialize<BatchView>(ApiJson.Options)!.Operations
            : throw new ApiException(body.Deserialize<RefusalView>(ApiJson.Options));
    }

    /// <summary>Gets one thing.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Gets one thing; null where there is none.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Gets the items of a list, page by page, up to <paramref name="most"/>.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, int most, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        for (string? after = null; items.Count < most;)
        {
            var cursor = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
            var page = await GetAsync<Page<T>>($"{path}{separator}limit={Math.Min(most - items.Count, 500)}{cursor}", cancellationToken);
            items.AddRange(page.Items);
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        return items;
    }

    /// <summary>Posts a body.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, CancellationToken cancellationToken) =>
        SendAsync<TBody, TAnswer>(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>Sends a body.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<TAnswer> SendAsync<TBody, TAnswer>(HttpMethod method, string path, TBody body, CancellationToken cancellationToken)
    {
        var content = JsonContent.Create(body, options: ApiJson.Options);
        using var response = await SendAsync(new HttpRequestMessage(method, path) { Content = content }, cancellationToken);
        return await ReadAsync<TAnswer>(response, cancellationToken);
    }

    /// <summary>Posts without a body.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<T> PostAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, path), cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Posts a file as it is.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<T> UploadAsync<T>(string path, Stream file, CancellationToken cancellationToken)
    {
        var content = new StreamContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Octet) } };
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Removes one thing.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);
        await EnsureSuccessAsync(response, cancellationToken);
    }

    /// <summary>Puts the bytes behind <paramref name="path"/> into a file; what breaks off leaves none.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task DownloadAsync(string path, string file, CancellationToken cancellationToken)
    {
        var part = $"{file}.part";
        try
        {
            await using (var target = File.Create(part))
            {
                await CopyAsync(path, target, cancellationToken);
            }

            File.Move(part, file, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Posts a body and copies the bytes that come back.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task PostForBytesAsync<TBody>(string path, TBody body, Stream destination, CancellationToken cancellationToken)
    {
        var content = JsonContent.Create(body, options: ApiJson.Options);
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellationToken);
        await EnsureSuccessAsync(response, cancellationToken);
        await response.Content.CopyToAsync(destination, cancellationToken);
    }

    /// <summary>Copies the bytes behind <paramref name="path"/>.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task CopyAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        await EnsureSuccessAsync(response, cancellationToken);
        await response.Content.CopyToAsync(destination, cancellationToken);
    }

    /// <summary>Opens a stream of server-sent events; what happens from then on is in it.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<IAsyncEnumerable<SseItem<string>>> OpenEventsAsync(string path, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var response = await SendAsync(request, cancellationToken);
        await EnsureSuccessAsync(response, cancellationToken);
        return ReadEventsAsync(response, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private static async IAsyncEnumerable<SseItem<string>> ReadEventsAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (response)
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
            {
                yield return item;
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new ApiException($"The server at {http.BaseAddress} cannot be reached: {(exception.InnerException ?? exception).Message} See --server and --ca-file.");
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await EnsureSuccessAsync(response, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancellationToken))!;
    }

    private static async Task EnsureSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new ApiException(await ReadProblemAsync(response, cancellationToken));
        }
    }

    private static async Task<RefusalView?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<RefusalView>(ApiJson.Options, cancellationToken);
        }
        catch (JsonException)
        {
            return new RefusalView { Title = $"The server answered with HTTP {(int)response.StatusCode}." };
        }
    }
}

/// <summary>The server did not do what it was asked for.</summary>
internal sealed class ApiException(string message) : Exception(message)
{
    public ApiException(RefusalView? problem)
        : this(Describe(problem))
    {
    }

    /// <summary>Title, detail and all findings of a problem, for people.</summary>
    public static string Describe(RefusalView? problem)
    {
        var findings = problem?.Errors?.SelectMany(field => field.Value.Select(text => $"\n  {field.Key}: {text}")) ?? [];
        return $"{problem?.Title} {problem?.Detail}{string.Concat(findings)}".Trim();
    }
}
