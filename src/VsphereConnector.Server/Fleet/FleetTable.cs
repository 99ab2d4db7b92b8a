using System.Data.Common;
using System.Text.Json;
using Dapper;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Enrolment;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Fleet;

/// <summary>Questions to the tables of connectors and operations about many machines at once.</summary>
internal static class FleetTable
{
    /// <summary>All connectors by the instance UUIDs of their machines. Read by hand: a list that is sorted by them reads all for each page.</summary>
    public static IReadOnlyDictionary<string, ConnectorSummary> Connectors(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT instance_uuid, state, version, last_seen FROM connectors";
        using var reader = command.ExecuteReader();
        var connectors = new Dictionary<string, ConnectorSummary>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
        {
            var instanceUuid = reader.GetString(0);
            connectors[instanceUuid] = new ConnectorSummary
            {
                InstanceUuid = instanceUuid,
                State = Enum.Parse<ConnectorState>(reader.GetString(1)),
                Version = reader.GetString(2),
                LastSeen = reader.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
            };
        }

        return connectors;
    }

    /// <summary>The connectors of these machines and what was done on them last.</summary>
    public static IReadOnlyDictionary<string, FleetRow> Rows(DbConnection connection, IEnumerable<string> instanceUuids) =>
        connection.Query<FleetRow>(
            """
            SELECT page.value AS instance_uuid, connector.id AS connector_id, connector.state, connector.version, connector.last_seen,
                operation.id AS operation_id, operation.kind AS operation_kind, operation.state AS operation_state,
                operation.percent AS operation_percent, operation.created_at AS operation_created_at,
                operation.finished_at AS operation_finished_at
            FROM json_each(@page) AS page
            LEFT JOIN connectors AS connector ON connector.instance_uuid = page.value
            LEFT JOIN operations AS operation ON operation.sequence = (
                SELECT MAX(sequence) FROM operations WHERE target_instance_uuid = page.value)
            """,
            new { page = JsonSerializer.Serialize(instanceUuids.Where(uuid => uuid != "").Distinct(StringComparer.OrdinalIgnoreCase)) })
            .ToDictionary(row => row.InstanceUuid, StringComparer.OrdinalIgnoreCase);

    /// <summary>The machines on which a guest operation waits or runs.</summary>
    public static IReadOnlySet<string> Busy(DbConnection connection, IEnumerable<string> instanceUuids) =>
        connection.Query<string>(
            """
            SELECT DISTINCT target_instance_uuid FROM operations
            WHERE finished_at IS NULL AND lane IS NOT NULL AND target_instance_uuid IN (SELECT value FROM json_each(@asked))
            """,
            new { asked = JsonSerializer.Serialize(instanceUuids) }).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The machines that have a connector.</summary>
    public static IReadOnlySet<string> InstanceUuids(DbConnection connection) =>
        connection.Query<string>("SELECT instance_uuid FROM connectors").ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many connectors there are of each state and version.</summary>
    public static IReadOnlyList<ConnectorCount> CountConnectors(DbConnection connection) =>
        [.. connection.Query<ConnectorCount>("SELECT state, version, COUNT(*) AS count FROM connectors GROUP BY state, version")];

    /// <summary>How many operations wait and run, and how many ended since then, by state.</summary>
    public static IReadOnlyDictionary<OperationState, long> CountOperations(DbConnection connection, DateTimeOffset since) =>
        connection.Query<(string State, long Count)>(
            """
            SELECT 'Queued', COUNT(*) FROM operations WHERE state = 'Queued'
            UNION ALL
            SELECT 'Running', COUNT(*) FROM operations WHERE state = 'Running'
            UNION ALL
            SELECT state, COUNT(*) FROM operations WHERE finished_at >= @since GROUP BY state
            """,
            new { since }).ToDictionary(row => Enum.Parse<OperationState>(row.State), row => row.Count);
}

/// <summary>A machine's connector and the last operation on it; each may be missing.</summary>
internal sealed record FleetRow
{
    public required string InstanceUuid { get; init; }

    public Guid? ConnectorId { get; init; }

    public ConnectorState? State { get; init; }

    public string? Version { get; init; }

    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The channel that operations take now.</summary>
    public string? Channel => State == ConnectorState.Connected ? FleetOverview.WebChannel : null;

    public Guid? OperationId { get; init; }

    public OperationKind? OperationKind { get; init; }

    public OperationState? OperationState { get; init; }

    public int? OperationPercent { get; init; }

    public DateTimeOffset? OperationCreatedAt { get; init; }

    public DateTimeOffset? OperationFinishedAt { get; init; }
}

/// <summary>How many connectors are of one state and version.</summary>
internal sealed record ConnectorCount
{
    public required ConnectorState State { get; init; }

    public required string Version { get; init; }

    public required long Count { get; init; }
}
