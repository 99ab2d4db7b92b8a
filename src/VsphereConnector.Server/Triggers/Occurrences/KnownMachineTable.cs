using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace VsphereConnector.Server.Triggers.Occurrences;

/// <summary>The statements on the table of machines as the inventory last showed them.</summary>
internal static class KnownMachineTable
{
    public static Dictionary<string, KnownMachine> All(DbConnection connection, string vCenterId) =>
        connection.Query<(string MoRef, string InstanceUuid, long? BootedAt, long PowerOn)>(
            "SELECT mo_ref, instance_uuid, booted_at, power_on FROM known_machines WHERE vcenter_id = @vCenterId", new { vCenterId })
            .ToDictionary(
                row => row.MoRef,
                row => new KnownMachine(row.InstanceUuid, row.BootedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, row.PowerOn));

    public static void Save(DbConnection connection, string vCenterId, string moRef, KnownMachine machine) => connection.Execute(
        """
        INSERT INTO known_machines (vcenter_id, mo_ref, instance_uuid, booted_at, power_on)
        VALUES (@vCenterId, @moRef, @InstanceUuid, @BootedAt, @PowerOn)
        ON CONFLICT (vcenter_id, mo_ref) DO UPDATE SET
            instance_uuid = excluded.instance_uuid, booted_at = excluded.booted_at, power_on = excluded.power_on
        """,
        new { vCenterId, moRef, machine.InstanceUuid, machine.BootedAt, machine.PowerOn });

    public static void Remove(DbConnection connection, string vCenterId, IReadOnlyCollection<string> moRefs) => connection.Execute(
        "DELETE FROM known_machines WHERE vcenter_id = @vCenterId AND mo_ref IN (SELECT value FROM json_each(@moRefs))",
        new { vCenterId, moRefs = JsonSerializer.Serialize(moRefs) });

    /// <summary>The last power-on of a machine that is recorded; 0 where there is none.</summary>
    public static long LastPowerOn(DbConnection connection, string vCenterId, string moRef) => connection.QuerySingle<long>(
        "SELECT COALESCE(MAX(sequence), 0) FROM occurrences WHERE vcenter_id = @vCenterId AND mo_ref = @moRef AND kind = 'PoweredOn'",
        new { vCenterId, moRef });
}

/// <summary>A machine as the inventory last showed it.</summary>
/// <param name="InstanceUuid">Empty where it was not told.</param>
/// <param name="BootedAt">The power-on that is accounted for.</param>
/// <param name="PowerOn">The occurrence that accounts for it, or the last one before.</param>
internal sealed record KnownMachine(string InstanceUuid, DateTimeOffset? BootedAt, long PowerOn);
