using System.Data.Common;
using Dapper;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Server.Operations;

/// <summary>The statements on the output of operations. A position counts bytes from the beginning, of both streams or of one.</summary>
internal static class OperationOutputTable
{
    public static long Length(DbConnection connection, Guid id) => connection.QuerySingleOrDefault<long>(
        "SELECT position + LENGTH(data) FROM operation_output WHERE operation_id = @id ORDER BY position DESC LIMIT 1",
        new { id });

    /// <summary>Appends what of <paramref name="data"/> is not there yet and returns the new length.</summary>
    public static long Append(DbConnection connection, Guid id, OutputStream stream, long offset, ReadOnlyMemory<byte> data)
    {
        var length = Length(connection, id);
        if (offset > length)
        {
            throw new OutputGapException(length, offset);
        }

        var known = length - offset;
        if (known >= data.Length)
        {
            return length;
        }

        var fresh = data[(int)known..].ToArray();
        var parameters = new { id, stream = stream.ToString(), length, fresh };
        connection.Execute(
            """
            INSERT INTO operation_output (operation_id, position, stream, stream_position, data)
            VALUES (@id, @length, @stream, COALESCE((
                SELECT stream_position + LENGTH(data) FROM operation_output
                WHERE operation_id = @id AND stream = @stream ORDER BY position DESC LIMIT 1), 0), @fresh)
            """,
            parameters);
        return length + fresh.Length;
    }

    /// <summary>The piece that holds the byte at <paramref name="offset"/> and what follows it in that piece; null at the end.</summary>
    public static OutputPiece? Read(DbConnection connection, Guid id, OutputStream? stream, long offset)
    {
        var (column, condition) = stream is null ? ("position", "") : ("stream_position", "AND stream = @stream");
        var row = connection.QueryFirstOrDefault<PieceRow>(
            $"""
            SELECT {column} AS position, data FROM operation_output
            WHERE operation_id = @id {condition} AND {column} + LENGTH(data) > @offset AND {column} >= COALESCE((
                SELECT MAX({column}) FROM operation_output WHERE operation_id = @id {condition} AND {column} <= @offset), 0)
            ORDER BY position LIMIT 1
            """,
            new { id, stream = stream?.ToString(), offset });
        return row switch
        {
            null => null,
            _ when row.Position >= offset => new OutputPiece(row.Position, row.Data),
            _ => new OutputPiece(offset, row.Data[(int)(offset - row.Position)..]),
        };
    }

    private sealed class PieceRow
    {
        public long Position { get; init; }

        public required byte[] Data { get; init; }
    }
}
