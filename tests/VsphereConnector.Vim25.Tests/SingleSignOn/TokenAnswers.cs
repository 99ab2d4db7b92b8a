namespace VsphereConnector.Vim25.Tests.SingleSignOn;

/// <summary>Answers as a token service writes them.</summary>
internal static class TokenAnswers
{
    public const string Token =
        """
        <saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0"><saml2:Issuer>sso</saml2:Issuer><ds:Signature
        xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>AAAA
        BBBB</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature><saml2:Subject><saml2:NameID>svc@VSPHERE.LOCAL</saml2:NameID>
        <saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"/></saml2:Subject><saml2:Conditions NotBefore="2026-01-01T00:00:00.000Z"
        NotOnOrAfter="2026-01-01T00:15:00.000Z"/></saml2:Assertion>
        """;

    public static string Issued(string token) =>
        $"""
        <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><wst:RequestSecurityTokenResponseCollection
        xmlns:wst="http://docs.oasis-open.org/ws-sx/ws-trust/200512"><wst:RequestSecurityTokenResponse><wst:RequestedSecurityToken>
        {token}
        </wst:RequestedSecurityToken></wst:RequestSecurityTokenResponse></wst:RequestSecurityTokenResponseCollection></S:Body></S:Envelope>
        """;

    public static string Fault(string code, string reason) =>
        $"""
        <S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><S:Fault xmlns:ns0="http://docs.oasis-open.org/ws-sx/ws-trust/200512/">
        <faultcode>ns0:{code}</faultcode><faultstring>{reason}</faultstring></S:Fault></S:Body></S:Envelope>
        """;
}
