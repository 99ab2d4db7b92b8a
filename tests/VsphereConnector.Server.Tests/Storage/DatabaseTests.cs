using Dapper;
using FsCheck;
using FsCheck.Fluent;
using VsphereConnector.Server.Storage;

namespace VsphereConnector.Server.Tests.Storage;

public sealed class DatabaseTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("database-");
    private readonly ManualTimeProvider _time = new();
    private Database _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "test.db");

    public async ValueTask InitializeAsync()
    {
        _database = Database.Open(File, _time);
        await _database.WriteAsync(connection => connection.Execute("CREATE TABLE things (id INTEGER PRIMARY KEY, value)"), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task WriteAsync_WhereSomeThrow_UndoesOnlyThose()
    {
        var writes = Enumerable.Range(1, 500).Select(async id =>
        {
            try
            {
                await _database.WriteAsync(connection => Insert(connection, id, fails: id % 3 == 0), Token);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });

        var outcomes = await Task.WhenAll(writes);

        var stored = await _database.ReadAsync(connection => connection.Query<int>("SELECT id FROM things ORDER BY id").ToList(), Token);
        Assert.Equal(Enumerable.Range(1, 500).Where(id => id % 3 != 0), stored);
        Assert.Equal(stored.Count, outcomes.Count(succeeded => succeeded));
    }

    [Fact]
    public async Task WriteAsync_CancelledBeforeItBegins_IsNotDone()
    {
        using var cancelled = new CancellationTokenSource();
        using var blocked = new ManualResetEventSlim();
        var first = _database.WriteAsync(connection => blocked.Wait(Token), Token);
        var second = _database.WriteAsync(connection => Insert(connection, 1), cancelled.Token);
        await cancelled.CancelAsync();
        blocked.Set();

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(0, await _database.ReadAsync(connection => connection.ExecuteScalar<int>("SELECT COUNT(*) FROM things"), Token));
    }

    [Fact]
    public async Task ReadAsync_ThatWrites_IsRefused() =>
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(
            () => _database.ReadAsync(connection => Insert(connection, 1), Token));

    [Fact]
    public async Task Open_AgainAfterClose_FindsWhatWasWritten()
    {
        await _database.WriteAsync(connection => Insert(connection, 7), Token);
        await _database.DisposeAsync();
        Assert.False(System.IO.File.Exists(File + "-wal"));

        _database = Database.Open(File, _time);

        Assert.Equal(7, await _database.ReadAsync(connection => connection.ExecuteScalar<int>("SELECT id FROM things"), Token));
    }

    [Fact]
    public async Task Open_WrittenByANewerVersion_IsRefusedWithWhatToDo()
    {
        await _database.WriteAsync(
            connection => connection.Execute("INSERT INTO schema_migrations (number, name, applied_at) VALUES (9999, 'future', 0)"), Token);
        await _database.DisposeAsync();

        var refused = Assert.Throws<DatabaseTooNewException>(() => Database.Open(File, _time));

        Assert.Contains("9999", refused.Message, StringComparison.Ordinal);
        System.IO.File.Delete(File);
        _database = Database.Open(File, _time);
    }

    [Fact]
    public async Task Open_OfWhatIsNoDatabase_SaysWhatToDo()
    {
        var path = Path.Combine(_folder.FullName, "broken.db");
        await System.IO.File.WriteAllTextAsync(path, new string('x', 5000), Token);

        Assert.Contains(path, Assert.Throws<DatabaseUnusableException>(() => Database.Open(path, _time)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_OfTimesDurationsAndIds_RoundTrip()
    {
        var property = Prop.ForAll<long, Guid>((seed, id) =>
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(Math.Abs(seed % 253_402_300_799_999));
            var duration = TimeSpan.FromMilliseconds(seed % 1_000_000_000_000);
            var (readAt, readDuration, readId) = _database.ReadAsync(
                connection => connection.QuerySingle<(DateTimeOffset, TimeSpan, Guid)>("SELECT @at, @duration, @id", new { at, duration, id }),
                CancellationToken.None).GetAwaiter().GetResult();
            return readAt == at && readDuration == duration && readId == id;
        });

        Check.One(Config.QuickThrowOnFailure, property);
    }

    private static int Insert(System.Data.Common.DbConnection connection, int id, bool fails = false)
    {
        var count = connection.Execute("INSERT INTO things (id) VALUES (@id)", new { id });
        return fails ? throw new InvalidOperationException("as the test wants it") : count;
    }
}
