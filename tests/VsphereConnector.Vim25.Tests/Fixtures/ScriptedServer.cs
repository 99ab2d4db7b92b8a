using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using VsphereConnector.Vim25.Trust;

namespace VsphereConnector.Vim25.Tests.Fixtures;

/// <summary>A server without a network: answers by method, and remembers the calls.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    private static readonly XName Envelope = XName.Get("Body", "http://schemas.xmlsoap.org/soap/envelope/");

    private readonly ConcurrentDictionary<string, Func<RecordedCall, CancellationToken, Task<HttpResponseMessage>>> _answers = new();
    private readonly ConcurrentQueue<RecordedCall> _calls = new();

    public ScriptedServer(string serviceContent = Answers.ServiceContent) => On("RetrieveServiceContent", serviceContent);

    public static VimClientOptions Options { get; } = new()
    {
        SdkUri = new Uri("https://vc.example/sdk"),
        Trust = CertificateTrust.System,
    };

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    public RecordedCall Last => _calls.Last();

    public int Count(string method) => _calls.Count(call => call.Name == method);

    /// <summary>Answers a method with the content of its response.</summary>
    public ScriptedServer On(string method, string content) => On(method, _ => Answers.Envelope(method, content));

    /// <summary>Answers a method with a whole envelope.</summary>
    public ScriptedServer On(string method, Func<RecordedCall, string> envelope) => On(method, (call, _) => Task.FromResult(Xml(envelope(call))));

    public ScriptedServer On(string method, Func<RecordedCall, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers[method] = answer;
        return this;
    }

    /// <summary>Connects a client to this server.</summary>
    public Task<VimClient> ConnectAsync(TimeProvider? timeProvider = null, VimClientOptions? options = null) =>
        VimClient.ConnectAsync(options ?? Options, timeProvider, this, TestContext.Current.CancellationToken);

    public static HttpResponseMessage Xml(string envelope, string? setCookie = null) => Xml(new StringContent(envelope, Encoding.UTF8), setCookie);

    public static HttpResponseMessage Xml(HttpContent content, string? setCookie = null)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("text/xml") { CharSet = "utf-8" };
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        if (setCookie is not null)
            response.Headers.TryAddWithoutValidation("Set-Cookie", setCookie);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var text = await request.Content!.ReadAsStringAsync(cancellationToken);
        var method = XDocument.Parse(text).Root!.Element(Envelope)!.Elements().Single();
        var call = new RecordedCall(text, method, Header(request, "Cookie"), Header(request, "SOAPAction"));
        _calls.Enqueue(call);
        return _answers.TryGetValue(call.Name, out var answer)
            ? await answer(call, cancellationToken)
            : Xml(Answers.Fault("MethodNotFound"));
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? string.Join(';', values) : null;
}
