using System.Data;
using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace VsphereConnector.Server.Endpoints;

/// <summary>The statements on the table of endpoints, to be used within a read or write of the database.</summary>
internal static class EndpointTable
{
    static EndpointTable() => SqlMapper.AddTypeHandler(new HostKeyColumn());

    public static RegisteredEndpoint? Find(DbConnection connection, Guid id) =>
        connection.QuerySingleOrDefault<RegisteredEndpoint>("SELECT * FROM endpoints WHERE id = @id", new { id });

    /// <summary>The one that a person means by its name or id.</summary>
    public static RegisteredEndpoint? FindNamed(DbConnection connection, string nameOrId) =>
        connection.QuerySingleOrDefault<RegisteredEndpoint>(
            "SELECT * FROM endpoints WHERE id = lower(@nameOrId) OR lower(name) = lower(@nameOrId)", new { nameOrId });

    /// <summary>Those that people mean by these names or ids, by what they were asked for.</summary>
    public static IReadOnlyDictionary<string, RegisteredEndpoint> FindNamed(DbConnection connection, IReadOnlyCollection<string> namesOrIds) =>
        connection.Query<string, RegisteredEndpoint, (string Asked, RegisteredEndpoint Found)>(
            """
            SELECT asked.value, endpoints.* FROM json_each(@asked) AS asked
            JOIN endpoints ON endpoints.id = lower(asked.value) OR lower(endpoints.name) = lower(asked.value)
            """,
            (asked, found) => (asked, found),
            new { asked = JsonSerializer.Serialize(namesOrIds) },
            splitOn: "sequence").ToDictionary(pair => pair.Asked, pair => pair.Found, StringComparer.OrdinalIgnoreCase);

    /// <summary>The one at this address, seen from the same place.</summary>
    public static RegisteredEndpoint? FindByAddress(DbConnection connection, string address, int? port, string? jump) =>
        connection.QuerySingleOrDefault<RegisteredEndpoint>(
            "SELECT * FROM endpoints WHERE address = @address AND port = @port AND COALESCE(lower(jump), '') = lower(@jump)",
            new { address, port, jump = jump ?? "" });

    public static IReadOnlyList<RegisteredEndpoint> List(DbConnection connection, EndpointQuery query) =>
        [.. connection.Query<RegisteredEndpoint>(
            """
            SELECT * FROM endpoints
            WHERE sequence > @After
              AND (@Name IS NULL OR instr(lower(name), lower(@Name)) > 0)
              AND (@Address IS NULL OR address = lower(@Address))
              AND (@OperatingSystem IS NULL OR operating_system = @OperatingSystem)
              AND (@Driver IS NULL OR driver = @Driver)
              AND (@Credential IS NULL OR credential = @Credential)
            ORDER BY sequence LIMIT @Limit
            """,
            new
            {
                query.After,
                query.Name,
                query.Address,
                OperatingSystem = query.OperatingSystem?.ToString(),
                Driver = query.Driver?.ToString(),
                query.Credential,
                query.Limit,
            })];

    public static RegisteredEndpoint Add(DbConnection connection, Guid id, EndpointDefinition endpoint, string by, DateTimeOffset now) =>
        connection.QuerySingle<RegisteredEndpoint>(
            """
            INSERT INTO endpoints (id, name, address, port, operating_system, driver, credential, host_keys, host_key_policy, jump, run_as,
                parent_folder, temp_folder, created_at, created_by, changed_at, changed_by, version)
            VALUES (@id, @Name, @Address, @Port, @OperatingSystem, @Driver, @Credential, @HostKeys, @HostKeyPolicy, @Jump, @RunAs,
                @ParentFolder, @TempFolder, @now, @by, @now, @by, 1)
            RETURNING *
            """,
            Parameters(id, endpoint, by, now));

    /// <summary>The endpoint as it is then; null where it has changed since <paramref name="version"/>, or is gone.</summary>
    public static RegisteredEndpoint? Change(DbConnection connection, Guid id, long version, EndpointDefinition endpoint, string by, DateTimeOffset now)
    {
        var parameters = Parameters(id, endpoint, by, now);
        parameters.Add("version", version);
        return connection.QuerySingleOrDefault<RegisteredEndpoint>(
            """
            UPDATE endpoints SET name = @Name, address = @Address, port = @Port, operating_system = @OperatingSystem, driver = @Driver,
                credential = @Credential, host_keys = @HostKeys, host_key_policy = @HostKeyPolicy, jump = @Jump, run_as = @RunAs,
                parent_folder = @ParentFolder, temp_folder = @TempFolder, changed_at = @now, changed_by = @by, version = version + 1
            WHERE id = @id AND version = @version
            RETURNING *
            """,
            parameters);
    }

    /// <summary>Keeps the first host key that a machine has shown. False where it has one already, or takes none unseen.</summary>
    public static bool Pin(DbConnection connection, Guid id, HostKeyList keys) => connection.Execute(
        "UPDATE endpoints SET host_keys = @keys, version = version + 1 WHERE id = @id AND host_keys = '' AND host_key_policy = 'FirstUse'",
        new { id, keys }) == 1;

    /// <summary>The names of those that are reached through this one; the first few.</summary>
    public static IReadOnlyList<string> Behind(DbConnection connection, string jump) =>
        [.. connection.Query<string>("SELECT name FROM endpoints WHERE lower(jump) = lower(@jump) ORDER BY sequence LIMIT 5", new { jump })];

    /// <summary>Those that were reached through an endpoint go on to be, under its new name.</summary>
    public static void RenameJump(DbConnection connection, string before, string after) =>
        connection.Execute("UPDATE endpoints SET jump = @after WHERE lower(jump) = lower(@before)", new { before, after });

    public static bool Remove(DbConnection connection, Guid id) => connection.Execute("DELETE FROM endpoints WHERE id = @id", new { id }) == 1;

    private static DynamicParameters Parameters(Guid id, EndpointDefinition endpoint, string by, DateTimeOffset now)
    {
        var parameters = new DynamicParameters(new
        {
            id,
            endpoint.Name,
            endpoint.Address,
            endpoint.Port,
            OperatingSystem = endpoint.OperatingSystem.ToString(),
            Driver = endpoint.Driver.ToString(),
            endpoint.Credential,
            endpoint.HostKeys,
            HostKeyPolicy = endpoint.HostKeyPolicy.ToString(),
            endpoint.Jump,
            endpoint.RunAs,
            endpoint.ParentFolder,
            endpoint.TempFolder,
            by,
            now,
        });
        return parameters;
    }

    private sealed class HostKeyColumn : SqlMapper.TypeHandler<HostKeyList>
    {
        public override void SetValue(IDbDataParameter parameter, HostKeyList? value) => parameter.Value = value!.Text;

        public override HostKeyList? Parse(object value) => HostKeyList.Parse(((string)value).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}

/// <summary>Which endpoints to list.</summary>
internal sealed record EndpointQuery
{
    /// <summary>Those behind this place; 0 for the first page.</summary>
    public long After { get; init; }

    public required int Limit { get; init; }

    /// <summary>A part of the name.</summary>
    public string? Name { get; init; }

    public string? Address { get; init; }

    public EndpointSystem? OperatingSystem { get; init; }

    public EndpointDriver? Driver { get; init; }

    public string? Credential { get; init; }
}
