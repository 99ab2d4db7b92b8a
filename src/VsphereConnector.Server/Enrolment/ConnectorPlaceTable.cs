using System.Data.Common;
using Dapper;

namespace VsphereConnector.Server.Enrolment;

/// <summary>The statements that keep connectors with their virtual machines.</summary>
internal static class ConnectorPlaceTable
{
    /// <summary>The connectors of virtual machines, and where they were last.</summary>
    public static IReadOnlyList<ConnectorPlace> All(DbConnection connection) =>
        [.. connection.Query<ConnectorPlace>("SELECT id, instance_uuid, vcenter, mo_ref, name, state, gone_at FROM connectors WHERE vcenter <> ''")];

    /// <summary>Its virtual machine is there, under this name and id.</summary>
    public static void Move(DbConnection connection, Guid id, string vCenter, string moRef, string name) => connection.Execute(
        "UPDATE connectors SET vcenter = @vCenter, mo_ref = @moRef, name = @name, gone_at = NULL WHERE id = @id", new { id, vCenter, moRef, name });

    public static void Miss(DbConnection connection, Guid id, DateTimeOffset now) =>
        connection.Execute("UPDATE connectors SET gone_at = @now WHERE id = @id AND gone_at IS NULL", new { id, now });

    /// <summary>Forgets connectors whose machines are gone since long; their certificates are worth nothing from then on.</summary>
    public static int Forget(DbConnection connection, DateTimeOffset before) =>
        connection.Execute("DELETE FROM connectors WHERE gone_at < @before AND state <> 'Connected'", new { before });
}

/// <summary>Where a connector's virtual machine was last.</summary>
internal sealed record ConnectorPlace
{
    public required Guid Id { get; init; }

    public required string InstanceUuid { get; init; }

    public required string VCenter { get; init; }

    public required string MoRef { get; init; }

    public required string Name { get; init; }

    public required ConnectorState State { get; init; }

    public DateTimeOffset? GoneAt { get; init; }
}
