using System.Data.Common;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Server.Deployment.Offline;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Enrolment;

/// <summary>Turns a token and a certificate request into a connector, and an ending certificate into a new one.</summary>
internal sealed class Enrolments(Database database, CertificateAuthority authority, ConnectorStore connectors, TimeProvider time)
{
    /// <summary>How long a connector's certificate is valid; connectors renew it after two thirds.</summary>
    public static readonly TimeSpan CertificateLifetime = TimeSpan.FromDays(90);

    /// <summary>How long after its end a certificate may still be renewed: a virtual machine may have been off for months.</summary>
    public static readonly TimeSpan RenewalGrace = TimeSpan.FromDays(275);

    /// <summary>
    /// Enrols by a token. The same token with the same key gives the same answer again; the virtual machine's connector keeps its id
    /// whenever it enrols anew, and its certificate before is withdrawn as soon as the new one is used.
    /// </summary>
    /// <exception cref="EnrolmentRefusedException">Token or request are not as they should be.</exception>
    public Task<Enrolled> EnrolAsync(EnrolmentRequest request, string? address, CancellationToken cancellationToken)
    {
        var key = CertificateSigningRequest.VerifiedKey(request.CertificateRequest);
        return database.WriteAsync(
            connection => request.Token.StartsWith(DeploymentTokens.Prefix, StringComparison.Ordinal)
                ? EnrolOffline(connection, request, key, address)
                : Enrol(connection, request, key),
            cancellationToken);
    }

    /// <summary>Issues the certificate that follows; the present one stays valid until the new one was used.</summary>
    /// <exception cref="EnrolmentRefusedException">The request is not as it should be.</exception>
    public async Task<EnrolmentResponse> RenewAsync(Guid connectorId, RenewalRequest request, CancellationToken cancellationToken)
    {
        var key = CertificateSigningRequest.VerifiedKey(request.CertificateRequest);
        using var certificate = authority.IssueForConnector(connectorId, key, CertificateLifetime);
        await connectors.RenewAsync(connectorId, certificate, cancellationToken);
        return new EnrolmentResponse { ConnectorId = connectorId, Certificate = certificate.ExportCertificatePem() };
    }

    private Enrolled Enrol(DbConnection connection, EnrolmentRequest request, PublicKey key)
    {
        var now = time.GetUtcNow();
        var hash = EnrolmentTokens.Hash(request.Token);
        var publicKey = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var token = connection.QuerySingleOrDefault<Token>("SELECT * FROM enrolment_tokens WHERE hash = @hash", new { hash })
            ?? throw EnrolmentRefusedException.TokenUnknown();
        if (token.PublicKey is not null)
        {
            return token.PublicKey == publicKey
                ? new Enrolled(Response(token.ConnectorId!.Value, token.Certificate!), IsRepeated: true)
                : throw EnrolmentRefusedException.TokenUsed();
        }

        if (now >= token.ExpiresAt)
        {
            throw EnrolmentRefusedException.TokenExpired();
        }

        var id = ConnectorStore.Find(connection, token.InstanceUuid)?.Id ?? Guid.CreateVersion7(now);
        using var certificate = authority.IssueForConnector(id, key, CertificateLifetime);
        var pem = certificate.ExportCertificatePem();
        ConnectorStore.Enrol(connection, id, token.Subject, request, certificate, now);
        connection.Execute(
            """
            UPDATE enrolment_tokens SET used_at = @now, public_key = @publicKey, connector_id = @id, certificate = @pem WHERE hash = @hash
            """,
            new { now, publicKey, id, pem, hash });
        return new Enrolled(Response(id, pem), IsRepeated: false);
    }

    /// <summary>As <see cref="Enrol"/>, by a token that may be good for several machines: each use is recorded.</summary>
    private Enrolled EnrolOffline(DbConnection connection, EnrolmentRequest request, PublicKey key, string? address)
    {
        var now = time.GetUtcNow();
        var publicKey = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var token = DeploymentTokenTable.FindByHash(connection, EnrolmentTokens.Hash(request.Token)) is { WithdrawnAt: null } good
            ? good
            : throw EnrolmentRefusedException.TokenUnknown();
        if (DeploymentTokenTable.FindAnswer(connection, token.Id, publicKey) is { } before)
        {
            return new Enrolled(Response(before.ConnectorId, before.Certificate), IsRepeated: true);
        }

        if (now >= token.ExpiresAt)
        {
            throw EnrolmentRefusedException.TokenExpired();
        }

        if (DeploymentTokenTable.CountUses(connection, token.Id) >= token.Machines)
        {
            throw EnrolmentRefusedException.TokenExhausted(token.Machines);
        }

        var endpoint = OfflineEnrolment.EndpointFor(connection, token, request.Machine, now);
        var id = ConnectorStore.Find(connection, endpoint.Subject)?.Id ?? Guid.CreateVersion7(now);
        using var certificate = authority.IssueForConnector(id, key, CertificateLifetime);
        var pem = certificate.ExportCertificatePem();
        ConnectorStore.Enrol(connection, id, EnrolmentSubject.Of(endpoint), request, certificate, now);
        var use = new DeploymentTokenUse { At = now, HostName = request.Machine.HostName, Address = address, EndpointId = endpoint.Id, ConnectorId = id };
        DeploymentTokenTable.AddUse(connection, token.Id, publicKey, pem, use);
        return new Enrolled(Response(id, pem), IsRepeated: false);
    }

    private static EnrolmentResponse Response(Guid id, string certificate) => new() { ConnectorId = id, Certificate = certificate };

    private sealed record Token
    {
        public required string InstanceUuid { get; init; }

        public required string VCenter { get; init; }

        public required string MoRef { get; init; }

        public required string Name { get; init; }

        public required DateTimeOffset ExpiresAt { get; init; }

        public string? PublicKey { get; init; }

        public Guid? ConnectorId { get; init; }

        public string? Certificate { get; init; }

        public EnrolmentSubject Subject => new(InstanceUuid, VCenter, MoRef, Name);
    }
}

/// <summary>An enrolment that was granted.</summary>
/// <param name="Response">The answer.</param>
/// <param name="IsRepeated">It had been granted before, and the answer was lost.</param>
internal sealed record Enrolled(EnrolmentResponse Response, bool IsRepeated);
