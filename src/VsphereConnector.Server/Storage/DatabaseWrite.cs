using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace VsphereConnector.Server.Storage;

/// <summary>A write that waits for the writer, and how several of them become one commit.</summary>
internal abstract class DatabaseWrite
{
    private const string Savepoint = "one_write";

    /// <summary>Commits all of <paramref name="batch"/> at once and then tells each what became of it.</summary>
    public static void Commit(SqliteConnection connection, IReadOnlyList<DatabaseWrite> batch)
    {
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var write in batch)
            {
                RunAlone(write, connection, transaction);
            }

            transaction.Commit();
        }
#pragma warning disable CA1031 // Whatever it is, it belongs to those who wait for these writes; the writer goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var write in batch)
            {
                write.Fail(exception);
            }
        }

        foreach (var write in batch)
        {
            write.Complete();
        }
    }

    protected abstract bool Run(DbConnection connection);

    protected abstract void Fail(Exception exception);

    protected abstract void Complete();

    private static void RunAlone(DatabaseWrite write, DbConnection connection, SqliteTransaction transaction)
    {
        transaction.Save(Savepoint);
        if (!write.Run(connection))
        {
            transaction.Rollback(Savepoint);
        }

        transaction.Release(Savepoint);
    }
}

/// <summary>A write with a result.</summary>
internal sealed class DatabaseWrite<T>(Func<DbConnection, T> write, CancellationToken cancellationToken) : DatabaseWrite
{
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private T? _result;

    public Task<T> Outcome => _outcome.Task;

    protected override bool Run(DbConnection connection)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _result = write(connection);
            return true;
        }
#pragma warning disable CA1031 // Handed to the one who waits for this write.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = exception;
            return false;
        }
    }

    protected override void Fail(Exception exception) => _failure ??= exception;

    protected override void Complete()
    {
        switch (_failure)
        {
            case null:
                _outcome.TrySetResult(_result!);
                break;
            case OperationCanceledException cancelled:
                _outcome.TrySetCanceled(cancelled.CancellationToken);
                break;
            default:
                _outcome.TrySetException(_failure);
                break;
        }
    }
}
