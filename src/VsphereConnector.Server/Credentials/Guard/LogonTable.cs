using System.Data.Common;
using Dapper;

namespace VsphereConnector.Server.Credentials.Guard;

/// <summary>What is known of one logon, as the columns hold it.</summary>
internal sealed record LogonRow
{
    public required string Fingerprint { get; init; }

    public required string Username { get; init; }

    public required string State { get; init; }

    public long Refusals { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public string? AcceptedBy { get; init; }

    public DateTimeOffset? RefusedAt { get; init; }

    public string? RefusedBy { get; init; }

    public DateTimeOffset? SuspendedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public string? ConfirmedBy { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>How many machines it has worked on.</summary>
    public long Machines { get; init; }

    public LogonStanding Standing => new()
    {
        State = Enum.Parse<LogonState>(State),
        Refusals = (int)Refusals,
        AcceptedAt = AcceptedAt,
        SuspendedAt = SuspendedAt,
    };

    public LogonRow With(LogonStanding standing) => this with
    {
        State = standing.State.ToString(),
        Refusals = standing.Refusals,
        AcceptedAt = standing.AcceptedAt,
        SuspendedAt = standing.SuspendedAt,
    };
}

/// <summary>The tables of the lock-out guard.</summary>
internal static class LogonTable
{
    private const string Select =
        """
        SELECT logons.*, (SELECT COUNT(*) FROM logon_machines WHERE logon_machines.fingerprint = logons.fingerprint AND accepted_at IS NOT NULL) AS machines
        FROM logons
        """;

    public static LogonRow? Find(DbConnection connection, string fingerprint) =>
        connection.QuerySingleOrDefault<LogonRow>("SELECT * FROM logons WHERE fingerprint = @fingerprint", new { fingerprint });

    /// <summary>Those of these fingerprints that are known, with the number of their machines.</summary>
    public static IReadOnlyList<LogonRow> List(DbConnection connection, IReadOnlyCollection<string> fingerprints) =>
        [.. connection.Query<LogonRow>($"{Select} WHERE fingerprint IN @fingerprints", new { fingerprints })];

    public static IReadOnlyList<LogonRow> ListSuspended(DbConnection connection) =>
        [.. connection.Query<LogonRow>($"{Select} WHERE state = 'Suspended' ORDER BY suspended_at DESC LIMIT 1000")];

    /// <summary>The one whose fingerprint begins so.</summary>
    public static LogonRow? FindByStart(DbConnection connection, string start) =>
        connection.QueryFirstOrDefault<LogonRow>($"{Select} WHERE fingerprint LIKE @start || '%'", new { start });

    public static LogonRow Add(DbConnection connection, GuardedLogon logon, DateTimeOffset now)
    {
        connection.Execute(
            """
            INSERT INTO logons (fingerprint, username, state, refusals, changed_at) VALUES (@Fingerprint, @Account, 'Unproved', 0, @now)
            ON CONFLICT (fingerprint) DO NOTHING
            """,
            new { logon.Fingerprint, logon.Account, now });
        return Find(connection, logon.Fingerprint)!;
    }

    public static void Update(DbConnection connection, LogonRow row) => connection.Execute(
        """
        UPDATE logons SET state = @State, refusals = @Refusals, accepted_at = @AcceptedAt, accepted_by = @AcceptedBy, refused_at = @RefusedAt,
            refused_by = @RefusedBy, suspended_at = @SuspendedAt, confirmed_at = @ConfirmedAt, confirmed_by = @ConfirmedBy, changed_at = @ChangedAt
        WHERE fingerprint = @Fingerprint
        """,
        row);

    public static int CountTries(DbConnection connection, string fingerprint) =>
        connection.QuerySingle<int>("SELECT COUNT(*) FROM logon_tries WHERE fingerprint = @fingerprint", new { fingerprint });

    public static long AddTry(DbConnection connection, string fingerprint, string machine, Guid? operationId, DateTimeOffset now) =>
        connection.QuerySingle<long>(
            "INSERT INTO logon_tries (fingerprint, machine, operation_id, began_at) VALUES (@fingerprint, @machine, @operationId, @now) RETURNING id",
            new { fingerprint, machine, operationId, now });

    public static bool RemoveTry(DbConnection connection, long id) => connection.Execute("DELETE FROM logon_tries WHERE id = @id", new { id }) == 1;

    /// <summary>Tries that an earlier process left behind: the logon of each.</summary>
    public static IReadOnlyList<string> TakeTries(DbConnection connection) =>
        [.. connection.Query<string>("DELETE FROM logon_tries RETURNING fingerprint")];

    /// <summary>How often this machine has refused it in a row.</summary>
    public static int RefusalsOf(DbConnection connection, string fingerprint, string machine) =>
        connection.QuerySingleOrDefault<int>(
            "SELECT refusals FROM logon_machines WHERE fingerprint = @fingerprint AND machine = @machine", new { fingerprint, machine });

    public static void NoteAccepted(DbConnection connection, string fingerprint, GuardedMachine machine, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO logon_machines (fingerprint, machine, name, refusals, accepted_at) VALUES (@fingerprint, @Key, @Name, 0, @now)
        ON CONFLICT (fingerprint, machine) DO UPDATE SET name = excluded.name, refusals = 0, accepted_at = excluded.accepted_at
        """,
        new { fingerprint, machine.Key, machine.Name, now });

    public static void NoteRefused(DbConnection connection, string fingerprint, GuardedMachine machine) => connection.Execute(
        """
        INSERT INTO logon_machines (fingerprint, machine, name, refusals) VALUES (@fingerprint, @Key, @Name, 1)
        ON CONFLICT (fingerprint, machine) DO UPDATE SET name = excluded.name, refusals = logon_machines.refusals + 1
        """,
        new { fingerprint, machine.Key, machine.Name });

    public static void ForgetRefusals(DbConnection connection, string fingerprint) =>
        connection.Execute("UPDATE logon_machines SET refusals = 0 WHERE fingerprint = @fingerprint", new { fingerprint });

    /// <summary>Forgets what belongs to no credential and has not been used for long.</summary>
    public static void RemoveUnused(DbConnection connection, DateTimeOffset before) => connection.Execute(
        "DELETE FROM logons WHERE changed_at < @before AND fingerprint NOT IN (SELECT fingerprint FROM credentials)", new { before });
}
