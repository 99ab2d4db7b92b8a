using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Enrolment;

/// <summary>
/// One-time tokens by which a connector enrols. A token is bound to one virtual machine and one operation, lives shortly, and is known
/// to the database by its hash only.
/// </summary>
internal sealed class EnrolmentTokens(Database database, TimeProvider time)
{
    /// <summary>Longer than an installation may take, so that a token never ends before its operation does.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan KeptAfterItsEnd = TimeSpan.FromDays(1);

    /// <summary>Makes a token of 256 random bits; it cannot be read again.</summary>
    public async Task<string> CreateAsync(
        EnrolmentSubject subject, Guid operationId, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var token = "vce_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        await database.WriteAsync(
            connection => connection.Execute(
                """
                DELETE FROM enrolment_tokens WHERE expires_at < @old;
                INSERT INTO enrolment_tokens (hash, operation_id, instance_uuid, vcenter, mo_ref, name, expires_at)
                VALUES (@hash, @operationId, @InstanceUuid, @VCenter, @MoRef, @Name, @expires)
                """,
                new
                {
                    old = now - KeptAfterItsEnd,
                    hash = Hash(token),
                    operationId,
                    subject.InstanceUuid,
                    subject.VCenter,
                    subject.MoRef,
                    subject.Name,
                    expires = now + lifetime,
                }),
            cancellationToken);
        return token;
    }

    /// <summary>Ends every token of an operation, used or not: call it when the operation ends.</summary>
    public Task WithdrawAsync(Guid operationId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Execute("DELETE FROM enrolment_tokens WHERE operation_id = @operationId", new { operationId }),
            cancellationToken);

    /// <summary>The connector that enrolled by a token of this operation; null as long as none has.</summary>
    public Task<Connector?> EnrolledAsync(Guid operationId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QueryFirstOrDefault<Connector>(
                """
                SELECT connectors.* FROM connectors JOIN enrolment_tokens ON enrolment_tokens.connector_id = connectors.id
                WHERE enrolment_tokens.operation_id = @operationId
                """,
                new { operationId }),
            cancellationToken);

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
