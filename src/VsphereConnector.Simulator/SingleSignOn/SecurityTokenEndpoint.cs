using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using VsphereConnector.Simulator.Rules;
using VsphereConnector.Simulator.Sessions;

namespace VsphereConnector.Simulator.SingleSignOn;

/// <summary>The security token service at <c>/sts/STSService</c>: WS-Trust 1.3 Issue, by password or by a solution user's certificate.</summary>
internal sealed class SecurityTokenEndpoint(SessionManager users, TokenSigner signer, CallCounters counters, TimeProvider time)
{
    public const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    private const string Trust = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private const long MostBytes = 1024 * 1024;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, string> _solutionUsers = new(StringComparer.Ordinal);

    public bool RefusesAll { get; set; }

    /// <summary>Lets the owner of a certificate have tokens as this user.</summary>
    public void AddSolutionUser(string userName, X509Certificate2 certificate) => _solutionUsers[certificate.Thumbprint] = userName;

    public async Task HandleAsync(HttpContext context)
    {
        counters.Count("Issue", null);
        var (status, answer) = Answer(await ReadAsync(context.Request.Body, context.RequestAborted));
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private (int Status, string Answer) Answer(XmlDocument? request)
    {
        if (request?.GetElementsByTagName("RequestSecurityToken", Trust) is not { Count: 1 })
            return Fault("InvalidRequest", "The request is no RequestSecurityToken.");
        if (Text(request, "KeyType", Trust) != $"{Trust}/Bearer")
            return Fault("RequestFailed", "This service issues bearer tokens only.");
        if (!IsFresh(request))
            return Fault("InvalidTimeRange", "The time now does not fall in the request's lifetime, clock tolerance included.");
        return !RefusesAll && UserOf(request) is { } user ? (200, Issued(signer.Issue(Subject(user), Lifetime(request)))) : Fault("FailedAuthentication", "Invalid credentials");
    }

    private string? UserOf(XmlDocument request) => Text(request, "Username", Security) is { } name
        ? users.Authenticate(name, Text(request, "Password", Security) ?? "")
        : SignedRequest.SignerOf(request) is { } certificate && _solutionUsers.TryGetValue(certificate.Thumbprint, out var user) ? Principal.Of(user) : null;

    /// <summary>As tokens name users: <c>svc@VSPHERE.LOCAL</c>.</summary>
    private static string Subject(string principal) => principal.Split('\\') is [var domain, var name] ? $"{name}@{domain}" : principal;

    private bool IsFresh(XmlDocument request)
    {
        var now = time.GetUtcNow();
        return XmlConvert.ToDateTimeOffset(Text(request, "Created", Utility)!) - ClockTolerance <= now
            && now < XmlConvert.ToDateTimeOffset(Text(request, "Expires", Utility)!) + ClockTolerance;
    }

    private static TimeSpan Lifetime(XmlDocument request)
    {
        var lifetime = (XmlElement)request.GetElementsByTagName("Lifetime", Trust)[0]!;
        return XmlConvert.ToDateTimeOffset(lifetime.LastChild!.InnerText) - XmlConvert.ToDateTimeOffset(lifetime.FirstChild!.InnerText);
    }

    private static string? Text(XmlDocument request, string name, string ns) => request.GetElementsByTagName(name, ns)[0]?.InnerText;

    private static string Issued(string token) => Envelope(
        $"""<wst:RequestSecurityTokenResponseCollection xmlns:wst="{Trust}"><wst:RequestSecurityTokenResponse><wst:TokenType>urn:oasis:names:tc:SAML:2.0:assertion</wst:TokenType><wst:RequestedSecurityToken>{token}</wst:RequestedSecurityToken></wst:RequestSecurityTokenResponse></wst:RequestSecurityTokenResponseCollection>""");

    private static (int Status, string Answer) Fault(string code, string reason) => (500, Envelope(
        $"""<S:Fault xmlns:ns0="{Trust}/"><faultcode>ns0:{code}</faultcode><faultstring>{reason}</faultstring></S:Fault>"""));

    private static string Envelope(string body) => $"""<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>{body}</S:Body></S:Envelope>""";

    private static async Task<XmlDocument?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var buffer = new MemoryStream();
            await body.CopyToAsync(buffer, cancellationToken);
            buffer.Position = 0;
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes };
            using var reader = XmlReader.Create(buffer, settings);
            var request = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            request.Load(reader);
            return request;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
