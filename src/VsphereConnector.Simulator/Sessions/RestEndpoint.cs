using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Simulator.Rules;

namespace VsphereConnector.Simulator.Sessions;

/// <summary>
/// The REST calls about sessions: a client's login with name and password, and the clone ticket by which a plug-in's server gets a session
/// of the client's user.
/// </summary>
internal sealed class RestEndpoint(
    string instanceUuid, SessionManager sessionManager, SessionStore sessions, RuleBook rules, CallCounters counters, TimeProvider time)
{
    private const string TokenHeader = "vmware-api-session-id";
    private const int MaximumBodyBytes = 64 * 1024;

    public string LogInToClient(string userName) => Open(Principal.Of(userName));

    public Task CreateSessionAsync(HttpContext http) => RunAsync(http, "RestCreateSession", () => Task.FromResult(
        UserOf(http) is { } user ? Results.Json(Open(user), statusCode: StatusCodes.Status201Created) : Unauthenticated()));

    public Task DeleteSessionAsync(HttpContext http) => RunAsync(http, "RestDeleteSession", () =>
    {
        if (SessionOf(http) is not { } session)
            return Task.FromResult(Unauthenticated());
        sessions.Close(session);
        return Task.FromResult(Results.NoContent());
    });

    public Task CloneTicketAsync(HttpContext http) => RunAsync(http, "RestCloneTicket", async () =>
    {
        if (SessionOf(http) is not { } session)
            return Unauthenticated();
        var guid = await ReadGuidAsync(http);
        if (guid is null)
            return Error(StatusCodes.Status400BadRequest, "INVALID_ARGUMENT", "The body is to be {\"vc_guid\": \"…\"}.");
        return string.Equals(guid, instanceUuid, StringComparison.OrdinalIgnoreCase)
            ? Results.Json(new CloneTicket(sessions.NewCloneTicket(session)))
            : Error(StatusCodes.Status404NotFound, "NOT_FOUND", "There is no vCenter with that vc_guid.");
    });

    private async Task RunAsync(HttpContext http, string name, Func<Task<IResult>> call)
    {
        var effect = rules.Apply(name, virtualMachine: null);
        counters.Count(name, virtualMachine: null);
        if (effect.Delay > TimeSpan.Zero)
            await Task.Delay(effect.Delay, time, http.RequestAborted);
        if (effect.Break == ConnectionBreak.BeforeCall)
        {
            http.Abort();
            return;
        }

        var result = effect.Fault is null ? await call() : Error(StatusCodes.Status503ServiceUnavailable, "SERVICE_UNAVAILABLE", "A rule of the simulator says so.");
        if (effect.Break == ConnectionBreak.AfterCall)
            http.Abort();
        else
            await result.ExecuteAsync(http);
    }

    private string Open(string user) => sessions.Open(user, new Version(8, 0, 0, 0)).Cookie;

    private Session? SessionOf(HttpContext http) => sessions.Find(http.Request.Headers[TokenHeader]);

    private string? UserOf(HttpContext http)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } encoded })
            return null;
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var name, var password]
            ? sessionManager.Authenticate(name, password) : null;
    }

    private static async Task<string?> ReadGuidAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaximumBodyBytes)
            return null;
        try
        {
            return (await http.Request.ReadFromJsonAsync<CloneTicketRequest>(http.RequestAborted))?.VcGuid;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IResult Unauthenticated() => Error(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "This method requires authentication.");

    private static IResult Error(int status, string type, string message) =>
        Results.Json(new { error_type = type, messages = new[] { new { id = "simulator", default_message = message, args = Array.Empty<string>() } } }, statusCode: status);

    private sealed record CloneTicketRequest([property: JsonPropertyName("vc_guid")] string? VcGuid);

    private sealed record CloneTicket([property: JsonPropertyName("session_clone_ticket")] string Ticket);
}
