using System.Security.Cryptography.X509Certificates;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// Tells who shows a certificate. That this server's authority signed it was verified in the TLS handshake; here it is looked up
/// whether it is still the one of its connector.
/// </summary>
internal sealed class ConnectorCertificate(ConnectorStore connectors, TimeProvider time)
{
    /// <summary>The connector that the certificate belongs to; null where there is none any more, or the certificate was withdrawn.</summary>
    /// <param name="certificate">What the TLS client showed; null where it showed none.</param>
    /// <param name="grace">How long after its end the certificate is still good for what is asked.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="EnrolmentRefusedException">There is no certificate, or it has expired.</exception>
    public async Task<Connector?> OwnerAsync(X509Certificate2? certificate, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (certificate is null)
        {
            throw EnrolmentRefusedException.NoCertificate();
        }

        if (time.GetUtcNow() > new DateTimeOffset(certificate.NotAfter) + grace)
        {
            throw EnrolmentRefusedException.CertificateExpired();
        }

        var isNamed = Guid.TryParseExact(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), "D", out var id);
        var connector = isNamed ? await connectors.GetAsync(id, cancellationToken) : null;
        var serial = certificate.SerialNumber;
        return connector is not null && (connector.Serial == serial || connector.RenewedSerial == serial)
            ? connector
            : null;
    }
}
