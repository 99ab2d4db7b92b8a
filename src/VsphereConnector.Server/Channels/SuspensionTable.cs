using System.Data.Common;
using System.Text.Json;
using Dapper;
using VsphereConnector.Contracts;
using VsphereConnector.Contracts.Operations;
using VsphereConnector.Server.Operations;

namespace VsphereConnector.Server.Channels;

/// <summary>The statements on the table of suspensions, to be used within a read or write of the database.</summary>
internal static class SuspensionTable
{
    public static IReadOnlyList<Suspension> Of(DbConnection connection, string endpoint) =>
        [.. connection.Query<Row>("SELECT * FROM driver_suspensions WHERE endpoint = @endpoint", new { endpoint }).Select(row => row.ToSuspension())];

    public static Suspension? Find(DbConnection connection, string endpoint, OperationChannel driver) =>
        connection.QuerySingleOrDefault<Row>(
            "SELECT * FROM driver_suspensions WHERE endpoint = @endpoint AND driver = @driver",
            new { endpoint, driver = driver.ToString() })?.ToSuspension();

    public static void Put(DbConnection connection, Suspension suspension) => connection.Execute(
        """
        INSERT INTO driver_suspensions (endpoint, driver, failures, since, failed_at, until, error, setup)
        VALUES (@Endpoint, @Driver, @Failures, @Since, @FailedAt, @Until, @Error, @Setup)
        ON CONFLICT (endpoint, driver) DO UPDATE SET
            failures = @Failures, since = @Since, failed_at = @FailedAt, until = @Until, error = @Error, setup = @Setup
        """,
        new
        {
            suspension.Endpoint,
            Driver = suspension.Driver.ToString(),
            suspension.Failures,
            suspension.Since,
            suspension.FailedAt,
            suspension.Until,
            suspension.Setup,
            Error = JsonSerializer.Serialize(suspension.Error, ContractsJson.Default.OperationError),
        });

    public static bool Remove(DbConnection connection, string endpoint, OperationChannel driver) => connection.Execute(
        "DELETE FROM driver_suspensions WHERE endpoint = @endpoint AND driver = @driver", new { endpoint, driver = driver.ToString() }) > 0;

    public static void RemovePermanent(DbConnection connection) => connection.Execute("DELETE FROM driver_suspensions WHERE until IS NULL");

    private sealed class Row
    {
        public required string Endpoint { get; init; }
        public required string Driver { get; init; }
        public int Failures { get; init; }
        public DateTimeOffset Since { get; init; }
        public DateTimeOffset FailedAt { get; init; }
        public DateTimeOffset? Until { get; init; }
        public required string Error { get; init; }
        public string? Setup { get; init; }

        public Suspension ToSuspension() => new()
        {
            Endpoint = Endpoint,
            Driver = Enum.Parse<OperationChannel>(Driver),
            Failures = Failures,
            Since = Since,
            FailedAt = FailedAt,
            Until = Until,
            Setup = Setup,
            Error = JsonSerializer.Deserialize(Error, ContractsJson.Default.OperationError) ?? throw new InvalidDataException("A suspension without a reason."),
        };
    }
}
