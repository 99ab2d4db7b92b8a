using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace VsphereConnector.Server.Storage;

/// <summary>
/// The one SQLite file. Writes queue up for a single writer that commits everything waiting in one transaction, so that one flush to
/// the disk serves many callers; a write is on disk when its task completes. Reads run in parallel on pooled connections.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private const int MostWritesPerCommit = 512;
    private const int MostWritesWaiting = 4096;

    private readonly Channel<DatabaseWrite> _writes = Channel.CreateBounded<DatabaseWrite>(
        new BoundedChannelOptions(MostWritesWaiting) { SingleReader = true });
    private readonly string _readConnectionString;
    private readonly SqliteConnection _writer;
    private readonly Task _writing;

    private Database(string path, SqliteConnection writer)
    {
        _writer = writer;
        _readConnectionString = ConnectionString(path, SqliteOpenMode.ReadOnly, pooled: true);
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Opens the file, creating it where it is missing, and brings its tables up to date.</summary>
    /// <exception cref="DatabaseTooNewException">A newer version of the program has written this file.</exception>
    /// <exception cref="DatabaseUnusableException">It cannot be opened, or is no database.</exception>
    public static Database Open(string path, TimeProvider time)
    {
        ColumnTypes.Register();
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate, pooled: false));
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Migrations.Apply(connection, time.GetUtcNow());
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new DatabaseUnusableException(path, exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new Database(path, connection);
    }

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction that it may share with others; what it did alone is undone where it throws.
    /// Cancellation counts until the write begins: from then on its outcome is told.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<DbConnection, T> write, CancellationToken cancellationToken)
    {
        var queued = new DatabaseWrite<T>(write, cancellationToken);
        await _writes.Writer.WriteAsync(queued, cancellationToken);
        return await queued.Outcome;
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Action<DbConnection> write, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                write(connection);
                return true;
            },
            cancellationToken);

    /// <summary>Runs <paramref name="read"/> on one snapshot of what has been committed.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(read));
    }

    /// <inheritdoc cref="ReadAsync{T}"/>
    public T Read<T>(Func<DbConnection, T> read)
    {
        using var connection = new SqliteConnection(_readConnectionString);
        connection.Open();
        using var snapshot = connection.BeginTransaction(deferred: true);
        return read(connection);
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writing;
        using var reader = new SqliteConnection(_readConnectionString);
        SqliteConnection.ClearPool(reader);

        // Last, because only who may write can move the write-ahead log into the file.
        await _writer.DisposeAsync();
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<DatabaseWrite>(MostWritesPerCommit);
        while (await _writes.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostWritesPerCommit && _writes.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            DatabaseWrite.Commit(_writer, batch);
            batch.Clear();
        }
    }

    private static string ConnectionString(string path, SqliteOpenMode mode, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooled,
        ForeignKeys = true,
        DefaultTimeout = 30,
    }.ToString();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
