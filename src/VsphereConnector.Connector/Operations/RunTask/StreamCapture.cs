using VsphereConnector.Connector.Journal;
using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Operations.RunTask;

/// <summary>Keeps the beginning of a stream, up to its limit, and counts all of it.</summary>
internal sealed class StreamCapture(OutputStream source, OutputSpool spool, int limit, OutputTap? tap = null, SecretMask? mask = null)
{
    private readonly Lock _taking = new();
    private long _kept;
    private bool _closed;

    /// <summary>Bytes that came, kept or not.</summary>
    public long Total { get; private set; }

    /// <summary>Some of what came is not kept.</summary>
    public bool IsCut { get; private set; }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_taking)
        {
            if (_closed)
            {
                return;
            }

            tap?.Invoke(source, bytes);
            Total += bytes.Length;
            Keep(mask is null || _kept >= limit ? bytes : mask.Push(bytes));
        }
    }

    /// <summary>What comes from now on is too late: the operation has ended.</summary>
    public void Close()
    {
        lock (_taking)
        {
            if (mask is not null && !_closed)
            {
                Keep(mask.Flush());
            }

            _closed = true;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var kept = bytes[..(int)Math.Min(Math.Max(0, limit - _kept), bytes.Length)];
        _kept += bytes.Length;
        var isStored = kept.Length == 0 || spool.TryAppend(source, kept);
        IsCut |= !isStored || kept.Length < bytes.Length;
    }
}

/// <summary>Sees all that comes, kept or not. Two streams may come at once.</summary>
internal delegate void OutputTap(OutputStream source, ReadOnlySpan<byte> bytes);
