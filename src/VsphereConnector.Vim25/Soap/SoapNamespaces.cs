namespace VsphereConnector.Vim25.Soap;

internal static class SoapNamespaces
{
    public const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string Vim25 = "urn:vim25";
    public const string Schema = "http://www.w3.org/2001/XMLSchema";
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
    public const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string SecurityUtility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
}
