using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using VsphereConnector.Server.Configuration;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Inventory;

/// <summary>
/// The tags of vCenters. They are not in vim25 but in the REST API (<c>/api/cis/tagging</c>, vSphere 7.0 U2 and later), in a session of its
/// own. Only those tags are asked about that somebody names.
/// </summary>
internal sealed class VCenterTags(IOptions<ServerOptions> options, VCenters vCenters, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, Source> _sources = options.Value.VCenters.ToDictionary(
        vCenter => vCenter.Name, vCenter => new Source(vCenter, vCenters.Get(vCenter.Name).ClientOptions, time), StringComparer.OrdinalIgnoreCase);

    /// <summary>What has these tags, given as Category:Tag.</summary>
    /// <exception cref="VimException">vCenter does not answer as it should.</exception>
    public Task<KnownTags> ReadAsync(string vCenter, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        names.Count == 0 ? Task.FromResult(KnownTags.None) : _sources[vCenter].ReadAsync(names, cancellationToken);

    public void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            source.Dispose();
        }
    }

    private sealed class Source(VCenterOptions options, VimClientOptions client, TimeProvider time) : IDisposable
    {
        private const int MostAnswerBytes = 64 * 1024 * 1024;
        private const string Tagging = "/api/cis/tagging";

        private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

        private readonly SemaphoreSlim _gate = new(1);
        private readonly HttpClient _http = VCenterRest.CreateClient(client, MostAnswerBytes);
        private string? _session;
        private DateTime? _refused;
        private Dictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);
        private (DateTimeOffset At, HashSet<string> Names, KnownTags Tags)? _read;

        public async Task<KnownTags> ReadAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
        {
            await _gate.WaitAsync(cancellationToken);
            try
            {
                if (_read is { } read && read.At + Fresh > time.GetUtcNow() && names.All(read.Names.Contains))
                {
                    return read.Tags;
                }

                using var deadline = new CancellationTokenSource(client.RequestTimeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
                var tags = await FetchAsync(names, either.Token);
                _read = (time.GetUtcNow(), names.ToHashSet(StringComparer.OrdinalIgnoreCase), tags);
                return tags;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new VimConnectionException($"The tags of {options.Name} could not be read: {(exception.InnerException ?? exception).Message}", exception);
            }
            finally
            {
                _gate.Release();
            }
        }

        public void Dispose()
        {
            _http.Dispose();
            _gate.Dispose();
        }

        private async Task<KnownTags> FetchAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
        {
            if (!names.All(_ids.ContainsKey))
            {
                _ids = await ReadIdsAsync(cancellationToken);
            }

            var byMachine = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (var name in names.Where(_ids.ContainsKey))
            {
                foreach (var attached in await AttachedAsync(_ids[name], cancellationToken))
                {
                    (byMachine.TryGetValue(attached.Id, out var has) ? has : byMachine[attached.Id] = []).Add(name);
                }
            }

            return new KnownTags(_ids.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase), byMachine.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<string>)entry.Value));
        }

        private async Task<Dictionary<string, string>> ReadIdsAsync(CancellationToken cancellationToken)
        {
            var categories = new Dictionary<string, string>();
            foreach (var id in await CallAsync<List<string>>(HttpMethod.Get, $"{Tagging}/category", null, cancellationToken))
            {
                categories[id] = (await CallAsync<Category>(HttpMethod.Get, $"{Tagging}/category/{Uri.EscapeDataString(id)}", null, cancellationToken)).Name;
            }

            var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var id in await CallAsync<List<string>>(HttpMethod.Get, $"{Tagging}/tag", null, cancellationToken))
            {
                var tag = await CallAsync<Tag>(HttpMethod.Get, $"{Tagging}/tag/{Uri.EscapeDataString(id)}", null, cancellationToken);
                ids[$"{categories.GetValueOrDefault(tag.CategoryId)}:{tag.Name}"] = id;
            }

            return ids;
        }

        // A tag that was removed meanwhile has nothing.
        private async Task<IEnumerable<AttachedObject>> AttachedAsync(string tag, CancellationToken cancellationToken)
        {
            try
            {
                var objects = await CallAsync<List<AttachedObject>>(
                    HttpMethod.Post, $"{Tagging}/tag-association/{Uri.EscapeDataString(tag)}?action=list-attached-objects", new { }, cancellationToken);
                return objects.Where(attached => attached.Type == "VirtualMachine");
            }
            catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                _ids.Clear();
                return [];
            }
        }

        private async Task<T> CallAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
        {
            for (var renewed = false; ; renewed = true)
            {
                _session ??= await LogInAsync(cancellationToken);
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                request.Headers.Add(VCenterRest.SessionHeader, _session);
                using var response = await _http.SendAsync(request, cancellationToken);
                if (response.StatusCode == HttpStatusCode.Unauthorized && !renewed)
                {
                    _session = null;
                    continue;
                }

                return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new JsonException("null");
            }
        }

        // A refused logon is not tried again until the password file changes: accounts are locked.
        private async Task<string> LogInAsync(CancellationToken cancellationToken)
        {
            var written = File.GetLastWriteTimeUtc(options.PasswordFile);
            if (_refused == written)
            {
                throw new HttpRequestException("The REST API of vCenter refused the logon.");
            }

            var password = await PasswordFile.ReadAsync(options.PasswordFile, cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/session");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{password}")));
            using var response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                _refused = written;
            }

            return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<string>(cancellationToken) ?? throw new JsonException("null");
        }
    }

    private sealed record Category([property: JsonPropertyName("name")] string Name);

    private sealed record Tag([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("category_id")] string CategoryId);

    private sealed record AttachedObject([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("type")] string Type);
}

/// <summary>The tags that somebody asked about.</summary>
/// <param name="Defined">All tags that there are, as Category:Tag.</param>
/// <param name="ByMachine">Those asked about that a machine has, by its managed object id.</param>
internal sealed record KnownTags(IReadOnlySet<string> Defined, IReadOnlyDictionary<string, IReadOnlyList<string>> ByMachine)
{
    public static KnownTags None { get; } = new(new HashSet<string>(), new Dictionary<string, IReadOnlyList<string>>());
}
