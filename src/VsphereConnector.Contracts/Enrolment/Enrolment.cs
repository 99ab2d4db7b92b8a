namespace VsphereConnector.Contracts.Enrolment;

/// <summary>The body of <c>POST /connector/v1/enrol</c>, sent without a client certificate.</summary>
public sealed record EnrolmentRequest
{
    /// <summary>The one-time token from the settings.</summary>
    public required string Token { get; init; }

    /// <summary>A PKCS#10 request in PEM (RFC 2986, RFC 7468), signed by the key that was made on the endpoint (ECDSA P-256).</summary>
    public required string CertificateRequest { get; init; }

    /// <summary>The endpoint as it sees itself.</summary>
    public required MachineIdentity Machine { get; init; }

    /// <summary>The version of the connector.</summary>
    public required string Version { get; init; }
}

/// <summary>
/// The answer to an enrolment. The same token with the same key is answered again with the same identity, so that a lost answer does
/// no harm; with another key it is refused.
/// </summary>
public sealed record EnrolmentResponse
{
    /// <summary>Who the connector is from now on.</summary>
    public required Guid ConnectorId { get; init; }

    /// <summary>The connector's certificate in PEM; its subject is <c>CN=&lt;ConnectorId&gt;</c>.</summary>
    public required string Certificate { get; init; }
}

/// <summary>The body of <c>POST /connector/v1/renew</c>, sent with the present certificate.</summary>
/// <param name="CertificateRequest">As in <see cref="EnrolmentRequest.CertificateRequest"/>, with a fresh key.</param>
public sealed record RenewalRequest(string CertificateRequest);
