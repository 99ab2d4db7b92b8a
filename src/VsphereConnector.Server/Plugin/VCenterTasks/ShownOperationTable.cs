using System.Data.Common;
using Dapper;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Plugin.VCenterTasks;

/// <summary>The statements on the table of operations that are shown in their vCenter.</summary>
internal static class ShownOperationTable
{
    private const int EventsAtOnce = 2000;

    private const string Target =
        "operations AS o LEFT JOIN connectors AS c ON c.id = o.target_connector_id";

    /// <summary>Whether operations have moved on since <see cref="TakeIn"/> last looked.</summary>
    public static bool HasNews(DbConnection connection) => connection.QuerySingle<bool>(
        "SELECT EXISTS (SELECT 1 FROM operation_events WHERE sequence > (SELECT sequence FROM vcenter_tasks_cursor))");

    /// <summary>
    /// Notes the operations that have moved on since the last time and are to be shown: those on a virtual machine that is known. What
    /// ended before <paramref name="recently"/> is history, and a status that came at once is no news.
    /// </summary>
    public static void TakeIn(DbConnection connection, DateTimeOffset recently)
    {
        var events = connection.Query<(long Sequence, string OperationId)>(
            """
            SELECT sequence, operation_id FROM operation_events
            WHERE sequence > (SELECT sequence FROM vcenter_tasks_cursor) ORDER BY sequence LIMIT @EventsAtOnce
            """,
            new { EventsAtOnce }).AsList();
        if (events.Count == 0)
        {
            return;
        }

        connection.Execute(
            $"""
            INSERT OR IGNORE INTO vcenter_tasks (operation_id, vcenter, mo_ref, state)
            SELECT o.id, COALESCE(o.target_vcenter, c.vcenter), COALESCE(o.target_mo_ref, c.mo_ref), 'Creating' FROM {Target}
            WHERE o.id IN @ids AND COALESCE(o.target_vcenter, c.vcenter) IS NOT NULL AND COALESCE(o.target_mo_ref, c.mo_ref) IS NOT NULL
                AND (o.finished_at IS NULL OR (o.finished_at >= @recently AND (o.kind <> 'GetStatus' OR o.state <> 'Success')))
            """,
            new { ids = events.Select(happened => happened.OperationId).Distinct(), recently });
        connection.Execute("UPDATE vcenter_tasks_cursor SET sequence = @last", new { last = events[^1].Sequence });
    }

    /// <summary>Those of which one of the vCenters does not know yet how they stand, oldest first.</summary>
    public static IReadOnlyList<ShownOperation> Behind(DbConnection connection, IEnumerable<string> vCenters, int most) =>
    [
        .. connection.Query<Row>(
            $"""
            SELECT t.*, o.kind, o.state AS operation_state, o.started_at IS NOT NULL AS has_begun,
                COALESCE(o.percent, 0) AS operation_percent, o.created_by, o.error,
                COALESCE(o.target_name, c.name) AS virtual_machine_name
            FROM vcenter_tasks AS t CROSS JOIN {Target}
            WHERE o.id = t.operation_id AND t.state IN ('Creating', 'Open') AND t.vcenter IN @vCenters
                AND (t.state = 'Creating' OR o.finished_at IS NOT NULL OR (o.started_at IS NOT NULL AND t.running = 0)
                    OR (t.running = 1 AND t.percent <> COALESCE(o.percent, 0)))
            ORDER BY o.sequence LIMIT @most
            """,
            new { vCenters, most }).Select(row => row.ToShown()),
    ];

    /// <summary>The tasks that are open, and those that may have been made when a server crashed.</summary>
    public static IReadOnlyList<(Guid OperationId, string VCenter, string? Task)> Unfinished(DbConnection connection) =>
    [
        .. connection.Query<(string OperationId, string VCenter, string? Task)>(
            "SELECT operation_id, vcenter, task FROM vcenter_tasks WHERE state IN ('Creating', 'Open')")
            .Select(row => (Guid.Parse(row.OperationId), row.VCenter, row.Task)),
    ];

    /// <summary>The open tasks of one virtual machine.</summary>
    public static IReadOnlyList<string> TasksOf(DbConnection connection, string vCenter, string moRef) =>
    [
        .. connection.Query<string>(
            "SELECT task FROM vcenter_tasks WHERE vcenter = @vCenter AND mo_ref = @moRef AND state = 'Open'", new { vCenter, moRef }),
    ];

    public static void Save(DbConnection connection, ShownOperation shown) => connection.Execute(
        "UPDATE vcenter_tasks SET state = @state, task = @Task, running = @Running, percent = @Percent WHERE operation_id = @OperationId",
        new { state = shown.State.ToString(), shown.Task, shown.Running, shown.Percent, shown.OperationId });

    private sealed class Row
    {
        public Guid OperationId { get; init; }
        public required string Vcenter { get; init; }
        public required string MoRef { get; init; }
        public required string State { get; init; }
        public string? Task { get; init; }
        public bool Running { get; init; }
        public int Percent { get; init; }
        public required string Kind { get; init; }
        public required string OperationState { get; init; }
        public bool HasBegun { get; init; }
        public int OperationPercent { get; init; }
        public required string CreatedBy { get; init; }
        public string? Error { get; init; }
        public string? VirtualMachineName { get; init; }

        public ShownOperation ToShown() => new()
        {
            OperationId = OperationId,
            VCenter = Vcenter,
            MoRef = MoRef,
            State = Enum.Parse<ShownState>(State),
            Task = Task,
            Running = Running,
            Percent = Percent,
            Kind = Enum.Parse<OperationKind>(Kind),
            OperationState = Enum.Parse<OperationState>(OperationState),
            HasBegun = HasBegun,
            OperationPercent = OperationPercent,
            CreatedBy = CreatedBy,
            Error = OperationRow.ErrorOf(Error),
            VirtualMachineName = VirtualMachineName,
        };
    }
}
