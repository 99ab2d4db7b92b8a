using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace VsphereConnector.Server.Storage;

/// <summary>The numbered scripts of the folder <c>Migrations</c>, each applied once, in a transaction, in the order of their numbers.</summary>
internal static class Migrations
{
    private const string Marker = ".Storage.Migrations.";

    public static void Apply(SqliteConnection connection, DateTimeOffset now)
    {
        connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)
            """);
        var applied = connection.Query<int>("SELECT number FROM schema_migrations").ToHashSet();
        var known = All();
        if (applied.Except(known.Select(migration => migration.Number)).ToList() is { Count: > 0 } unknown)
        {
            throw new DatabaseTooNewException(connection.DataSource, unknown.Max());
        }

        foreach (var migration in known.Where(migration => !applied.Contains(migration.Number)))
        {
            Apply(connection, migration, now);
        }
    }

    private static void Apply(SqliteConnection connection, Migration migration, DateTimeOffset now)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(migration.Sql, transaction: transaction);
        connection.Execute(
            "INSERT INTO schema_migrations (number, name, applied_at) VALUES (@Number, @Name, @now)",
            new { migration.Number, migration.Name, now },
            transaction);
        transaction.Commit();
    }

    private static List<Migration> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(resource => resource.Contains(Marker, StringComparison.Ordinal))
            .Select(resource => Read(assembly, resource))
            .OrderBy(migration => migration.Number)];
    }

    private static Migration Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = resource[(resource.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length)..^".sql".Length];
        return new Migration(int.Parse(name[..4], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }

    private sealed record Migration(int Number, string Name, string Sql);
}

/// <summary>The database was written by a newer version of the program.</summary>
internal sealed class DatabaseTooNewException(string path, int migration) : Exception(
    $"The database {path} was written by a newer version of vsphere-connector (migration {migration} is not known here). " +
    "Start that version, or restore the backup that was made before the upgrade.");
