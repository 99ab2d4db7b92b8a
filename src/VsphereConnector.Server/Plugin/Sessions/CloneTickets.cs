using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VsphereConnector.Server.Inventory;
using VsphereConnector.Vim25;

namespace VsphereConnector.Server.Plugin.Sessions;

/// <summary>
/// Gets tickets by which the session of a vSphere Client's user is cloned. They are asked for at a configured vCenter only, whose
/// certificate is judged as everywhere else.
/// </summary>
internal sealed class CloneTickets : IDisposable
{
    private const string Path = "/api/ui/vcenter/session/clone-ticket";
    private const int MostAnswerBytes = 64 * 1024;

    private readonly Dictionary<VCenter, HttpClient> _clients = [];
    private readonly TimeProvider _time;

    public CloneTickets(VCenters vCenters, TimeProvider time)
    {
        _time = time;
        foreach (var vCenter in vCenters.All)
        {
            _clients[vCenter] = VCenterRest.CreateClient(vCenter.ClientOptions, MostAnswerBytes);
        }
    }

    /// <exception cref="SessionRefusedException">vCenter does not know the session, or refuses it.</exception>
    /// <exception cref="VimException">vCenter does not answer as it should.</exception>
    public async Task<string> AcquireAsync(VCenter vCenter, Guid instanceUuid, string sessionToken, CancellationToken cancellationToken)
    {
        var authority = vCenter.ClientOptions.SdkUri.Authority;
        using var deadline = new CancellationTokenSource(vCenter.ClientOptions.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await PostAsync(_clients[vCenter], instanceUuid, sessionToken, either.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound =>
                    throw SessionRefusedException.NotValid(),
                _ when response.IsSuccessStatusCode => await ReadAsync(response, either.Token),
                var status => throw new VimProtocolException($"{authority} answered the request for a clone ticket with HTTP {(int)status}."),
            };
        }
        catch (JsonException)
        {
            throw new VimProtocolException($"{authority} gave no clone ticket.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new VimConnectionException($"No clone ticket could be got from {authority}: {(exception.InnerException ?? exception).Message}", exception);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new VimConnectionException($"{authority} gave no clone ticket in time.", exception);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, Guid instanceUuid, string sessionToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Content = new StringContent($$"""{"vc_guid":"{{instanceUuid:D}}"}""", Encoding.UTF8, "application/json");
        request.Headers.Add(SessionHeaders.Token, sessionToken);
        return await http.SendAsync(request, cancellationToken);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync<Answer>(cancellationToken) is { Ticket: { Length: > 0 } ticket } ? ticket : throw new JsonException();

    private sealed record Answer([property: JsonPropertyName("session_clone_ticket")] string? Ticket);
}
