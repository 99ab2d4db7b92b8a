using System.Data.Common;
using Dapper;

namespace VsphereConnector.Server.Plugin.ConnectorAttribute;

/// <summary>What vCenter's custom attribute says of each virtual machine, and what it should say.</summary>
internal static class ConnectorAttributeTable
{
    /// <summary>
    /// The attributes that are not as they should be. A connector that was there after <paramref name="settled"/> may be back in a moment,
    /// say after a restart of this server: it keeps what it has.
    /// </summary>
    public static IReadOnlyList<AttributeValue> Behind(DbConnection connection, IEnumerable<string> vCenters, DateTimeOffset settled, int most) =>
    [
        .. connection.Query<AttributeValue>(
            """
            SELECT wanted.vcenter, wanted.mo_ref, wanted.value FROM (
                SELECT vcenter, mo_ref, CASE
                    WHEN state = 'Connected' THEN 'Connected ' || version
                    WHEN state = 'Enrolled' THEN 'Enrolled'
                    WHEN last_seen < @settled THEN 'Disconnected ' || version
                    END AS value
                FROM connectors
                UNION ALL
                SELECT vcenter, mo_ref, '' FROM connector_attributes AS written WHERE value <> '' AND NOT EXISTS (
                    SELECT 1 FROM connectors WHERE connectors.vcenter = written.vcenter AND connectors.mo_ref = written.mo_ref)
                ) AS wanted LEFT JOIN connector_attributes AS written
                    ON written.vcenter = wanted.vcenter AND written.mo_ref = wanted.mo_ref
            WHERE wanted.value IS NOT NULL AND wanted.value IS NOT written.value AND wanted.vcenter IN @vCenters
            LIMIT @most
            """,
            new { vCenters, settled, most }),
    ];

    public static void Save(DbConnection connection, AttributeValue written) => connection.Execute(
        """
        INSERT INTO connector_attributes (vcenter, mo_ref, value) VALUES (@VCenter, @MoRef, @Value)
        ON CONFLICT (vcenter, mo_ref) DO UPDATE SET value = excluded.value
        """,
        written);
}

/// <summary>The attribute of one virtual machine.</summary>
internal sealed record AttributeValue
{
    public required string VCenter { get; init; }

    public required string MoRef { get; init; }

    /// <summary>Empty where it has no connector any more.</summary>
    public required string Value { get; init; }
}
