namespace VsphereConnector.Simulator.Soap;

/// <summary>A SOAP request: the method's element.</summary>
internal sealed record SoapRequest(SoapElement Method)
{
    /// <summary>What the SOAPAction header says, such as 8.0.0.0 of <c>urn:vim25/8.0.0.0</c>.</summary>
    public Version ApiVersion { get; init; } = new(8, 0, 0, 0);

    /// <summary>The request's raw text where it has a WS-Security header: a token in it must be found unchanged.</summary>
    public string? SecuredText { get; init; }
}

/// <summary>The bytes are no SOAP request: not XML, too deep, a DTD, or no method in the body.</summary>
internal sealed class SoapRequestException(string message) : Exception(message);
