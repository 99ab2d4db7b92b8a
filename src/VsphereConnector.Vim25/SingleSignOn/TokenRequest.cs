using System.Globalization;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Xml;
using VsphereConnector.Vim25.Soap;

namespace VsphereConnector.Vim25.SingleSignOn;

/// <summary>
/// The text of a RequestSecurityToken. What is signed (time stamp and body) is written as exclusive canonicalization (W3C, 2002) would
/// write it, so that its bytes can be hashed as they are.
/// </summary>
internal static class TokenRequest
{
    public const string IssueAction = "http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue";

    private const string Trust = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
    private const string Saml = "urn:oasis:names:tc:SAML:2.0:assertion";

    /// <summary>A request that comes later than this is refused: nobody can send it again.</summary>
    private static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(1);

    public static string ByPassword(string userName, string password, DateTimeOffset now, TimeSpan lifetime)
    {
        var user = $"<wsse:UsernameToken><wsse:Username>{Escape(userName)}</wsse:Username><wsse:Password>{Escape(password)}</wsse:Password></wsse:UsernameToken>";
        return Envelope(Timestamp(now) + user, Body(now, lifetime));
    }

    public static string ByCertificate(X509Certificate2 certificate, DateTimeOffset now, TimeSpan lifetime)
    {
        var (timestamp, body) = (Timestamp(now), Body(now, lifetime));
        return Envelope(timestamp + RequestSignature.Of(certificate, ("timestamp", timestamp), ("body", body)), body);
    }

    private static string Envelope(string security, string body) =>
        $"""<soap:Envelope xmlns:soap="{SoapNamespaces.Envelope}"><soap:Header><wsse:Security xmlns:wsse="{SoapNamespaces.Security}">{security}</wsse:Security></soap:Header>{body}</soap:Envelope>""";

    private static string Timestamp(DateTimeOffset now) =>
        $"""<wsu:Timestamp xmlns:wsu="{SoapNamespaces.SecurityUtility}" wsu:Id="timestamp">{Period(now, RequestLifetime)}</wsu:Timestamp>""";

    private static string Body(DateTimeOffset now, TimeSpan lifetime) =>
        $"""<soap:Body xmlns:soap="{SoapNamespaces.Envelope}" xmlns:wsu="{SoapNamespaces.SecurityUtility}" wsu:Id="body"><wst:RequestSecurityToken xmlns:wst="{Trust}">"""
        + $"<wst:TokenType>{Saml}</wst:TokenType><wst:RequestType>{Trust}/Issue</wst:RequestType><wst:Lifetime>{Period(now, lifetime)}</wst:Lifetime>"
        + $"""<wst:Renewing Allow="false" OK="false"></wst:Renewing><wst:Delegatable>false</wst:Delegatable><wst:KeyType>{Trust}/Bearer</wst:KeyType>"""
        + "</wst:RequestSecurityToken></soap:Body>";

    // Whole milliseconds: the service parses no more.
    private static string Period(DateTimeOffset from, TimeSpan length) =>
        $"<wsu:Created>{Moment(from)}</wsu:Created><wsu:Expires>{Moment(from + length)}</wsu:Expires>";

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text)
    {
        try
        {
            return SecurityElement.Escape(XmlConvert.VerifyXmlChars(text));
        }
        catch (XmlException e)
        {
            throw new VimArgumentException("The user name or the password holds a character that XML cannot carry.", e);
        }
    }
}
