using System.Data;
using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Dapper;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Enrolment;
using VsphereConnector.Server.Operations;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Enrolment;

/// <summary>The table of connectors, and what happened to them.</summary>
internal sealed class ConnectorStore(Database database, TimeProvider time)
{
    private const int EventsKept = 100;

    static ConnectorStore() => SqlMapper.AddTypeHandler(new MachineColumn());

    public Task<Connector?> GetAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QuerySingleOrDefault<Connector>("SELECT * FROM connectors WHERE id = @id", new { id }),
            cancellationToken);

    public Task<Connector?> FindAsync(string instanceUuid, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, instanceUuid), cancellationToken);

    /// <summary>The connectors that a target may mean: by the most exact thing that it names. More than one where a name is not enough.</summary>
    public Task<IReadOnlyList<Connector>> ForAsync(OperationTarget target, CancellationToken cancellationToken)
    {
        var condition = target switch
        {
            { ConnectorId: not null } => "id = @ConnectorId",
            { InstanceUuid: not null } => "instance_uuid = @InstanceUuid",
            { MoRef: not null } => "mo_ref = @MoRef AND (@VCenter IS NULL OR vcenter = @VCenter)",
            _ => "name = @Name AND (@VCenter IS NULL OR vcenter = @VCenter)",
        };
        return database.ReadAsync<IReadOnlyList<Connector>>(
            connection => [.. connection.Query<Connector>($"SELECT * FROM connectors WHERE {condition} LIMIT 2", target)], cancellationToken);
    }

    /// <summary>One page in the order of enrolment, of those whose name contains <paramref name="name"/>.</summary>
    public Task<IReadOnlyList<Connector>> ListAsync(ConnectorQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Connector>>(
            connection => [.. connection.Query<Connector>(
                """
                SELECT * FROM connectors
                WHERE sequence > @After
                  AND (@State IS NULL OR state = @State)
                  AND (@Name IS NULL OR instr(lower(name), lower(@Name)) > 0)
                ORDER BY sequence LIMIT @Limit
                """,
                new { query.After, State = query.State?.ToString(), query.Name, query.Limit })],
            cancellationToken);

    /// <summary>The connectors of these virtual machines, by their instance UUIDs.</summary>
    public Task<IReadOnlyDictionary<string, Connector>> OfAsync(IReadOnlyCollection<string> instanceUuids, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, Connector>>(
            connection => connection.Query<Connector>("SELECT * FROM connectors WHERE instance_uuid IN @instanceUuids", new { instanceUuids })
                .ToDictionary(connector => connector.InstanceUuid, StringComparer.OrdinalIgnoreCase),
            cancellationToken);

    /// <summary>The newest events of a connector, newest first.</summary>
    public Task<IReadOnlyList<ConnectorEvent>> EventsAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ConnectorEvent>>(
            connection => [.. connection.Query<ConnectorEvent>(
                "SELECT at, kind, message FROM connector_events WHERE connector_id = @id ORDER BY sequence DESC", new { id })],
            cancellationToken);

    /// <summary>Records something that people should know; only the newest are kept.</summary>
    public Task AddEventAsync(Guid id, string kind, string message, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => AddEvent(connection, id, kind, message, time.GetUtcNow()), cancellationToken);

    /// <summary>Notes a certificate that is valid beside the present one until it is used.</summary>
    public Task RenewAsync(Guid id, X509Certificate2 certificate, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Execute(
                "UPDATE connectors SET renewed_serial = @serial, renewed_ends = @ends WHERE id = @id",
                new { id, serial = certificate.SerialNumber, ends = new DateTimeOffset(certificate.NotAfter) }),
            cancellationToken);

    /// <summary>Marks a connector as connected; a renewed certificate that it used takes the place of the one before.</summary>
    /// <returns>False where the certificate was withdrawn meanwhile.</returns>
    public Task<bool> ConnectedAsync(Guid id, ConnectorArrival arrival, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Execute(
                """
                UPDATE connectors
                SET state = 'Connected', channel = @Channel, version = @Version, address = @Address, last_seen = @now,
                    folder = COALESCE(@Folder, folder),
                    certificate_ends = CASE WHEN renewed_serial = @Serial THEN renewed_ends ELSE certificate_ends END,
                    serial = @Serial,
                    renewed_ends = CASE WHEN renewed_serial = @Serial THEN NULL ELSE renewed_ends END,
                    renewed_serial = CASE WHEN renewed_serial = @Serial THEN NULL ELSE renewed_serial END
                WHERE id = @id AND (serial = @Serial OR renewed_serial = @Serial)
                """,
                new { id, arrival.Channel, arrival.Serial, arrival.Version, arrival.Address, arrival.Folder, now = time.GetUtcNow() }) == 1,
            cancellationToken);

    /// <summary>Marks a connector as disconnected, unless another channel of it has opened since.</summary>
    public Task DisconnectedAsync(Guid id, Guid channel, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Execute(
                "UPDATE connectors SET state = 'Disconnected', last_seen = @now WHERE id = @id AND channel = @channel AND state = 'Connected'",
                new { id, channel, now = time.GetUtcNow() }),
            cancellationToken);

    /// <summary>Notes that whoever is connected is still there.</summary>
    public Task SeenAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Execute(
                "UPDATE connectors SET last_seen = @now WHERE state = 'Connected'", new { now = time.GetUtcNow() }),
            cancellationToken);

    /// <summary>At the start of the server: no channel has outlived the process before.</summary>
    public Task ForgetChannelsAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Execute("UPDATE connectors SET state = 'Disconnected' WHERE state = 'Connected'"), cancellationToken);

    public static Connector? Find(DbConnection connection, string instanceUuid) =>
        connection.QuerySingleOrDefault<Connector>("SELECT * FROM connectors WHERE instance_uuid = @instanceUuid", new { instanceUuid });

    /// <summary>
    /// Inserts a connector, or gives the one of the same virtual machine its new certificate. The one before is withdrawn when the new one
    /// is used: an installation that fails in the end may put the connector back that was there.
    /// </summary>
    public static void Enrol(
        DbConnection connection, Guid id, EnrolmentSubject subject, EnrolmentRequest request, X509Certificate2 certificate, DateTimeOffset now)
    {
        connection.Execute(
            """
            INSERT INTO connectors (id, instance_uuid, vcenter, mo_ref, name, machine, version, state, enrolled_at, serial, certificate_ends)
            VALUES (@id, @InstanceUuid, @VCenter, @MoRef, @Name, @Machine, @Version, 'Enrolled', @now, @SerialNumber, @ends)
            ON CONFLICT (instance_uuid) DO UPDATE SET
                vcenter = excluded.vcenter, mo_ref = excluded.mo_ref, name = excluded.name, machine = excluded.machine,
                enrolled_at = excluded.enrolled_at, renewed_serial = excluded.serial, renewed_ends = excluded.certificate_ends
            """,
            new
            {
                id,
                subject.InstanceUuid,
                subject.VCenter,
                subject.MoRef,
                subject.Name,
                request.Machine,
                request.Version,
                certificate.SerialNumber,
                ends = new DateTimeOffset(certificate.NotAfter),
                now,
            });
        AddEvent(connection, id, "enrolled", $"Enrolled as {request.Machine.HostName}, version {request.Version}.", now);
    }

    public static void AddEvent(DbConnection connection, Guid id, string kind, string message, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO connector_events (connector_id, at, kind, message) VALUES (@id, @now, @kind, @message);
        DELETE FROM connector_events WHERE connector_id = @id AND sequence <= (
            SELECT sequence FROM connector_events WHERE connector_id = @id ORDER BY sequence DESC LIMIT 1 OFFSET @EventsKept)
        """,
        new { id, now, kind, message, EventsKept });

    private sealed class MachineColumn : SqlMapper.TypeHandler<MachineIdentity>
    {
        public override void SetValue(IDbDataParameter parameter, MachineIdentity? value) =>
            parameter.Value = JsonSerializer.Serialize(value!, ContractsJson.Default.MachineIdentity);

        public override MachineIdentity? Parse(object value) =>
            JsonSerializer.Deserialize((string)value, ContractsJson.Default.MachineIdentity);
    }
}

/// <summary>A connector that has opened its channel.</summary>
/// <param name="Channel">Tells the channel from its others.</param>
/// <param name="Serial">The serial number of the certificate that it used.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Where it came from.</param>
/// <param name="Folder">Its folder on the endpoint; null where it does not say.</param>
internal sealed record ConnectorArrival(Guid Channel, string Serial, string Version, string? Address, string? Folder);

/// <summary>Which connectors to list.</summary>
/// <param name="After">Those behind this place; 0 for the first page.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="State">Only these; null for all.</param>
/// <param name="Name">A part of the virtual machine's name; null for all.</param>
internal sealed record ConnectorQuery(long After, int Limit, ConnectorState? State = null, string? Name = null);
