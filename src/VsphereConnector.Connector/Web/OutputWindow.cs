using VsphereConnector.Contracts.Web;

namespace VsphereConnector.Connector.Web;

/// <summary>
/// How much of an operation's output may be sent now. Offsets count bytes of both streams together. Thread-safe: one task sends, another
/// takes acknowledgements.
/// </summary>
internal sealed class OutputWindow(long acknowledged)
{
    private readonly Lock _changing = new();
    private long _confirmed = Math.Max(0, acknowledged);
    private long _sent = Math.Max(0, acknowledged);

    /// <summary>The server has this much.</summary>
    public long Acknowledged
    {
        get
        {
            lock (_changing)
            {
                return _confirmed;
            }
        }
    }

    /// <summary>The next offset to send.</summary>
    public long Sent
    {
        get
        {
            lock (_changing)
            {
                return _sent;
            }
        }
    }

    /// <summary>How many bytes the next message may have; 0 where the window is full.</summary>
    public int Room
    {
        get
        {
            lock (_changing)
            {
                var room = ChannelLimits.OutputWindowBytes - (_sent - _confirmed);
                return (int)Math.Clamp(room, 0, ChannelLimits.MaximumOutputBytes);
            }
        }
    }

    public void Send(int count)
    {
        lock (_changing)
        {
            _sent += count;
        }
    }

    /// <summary>Acknowledgements only go forward, and never beyond what was sent.</summary>
    public void Acknowledge(long length)
    {
        lock (_changing)
        {
            _confirmed = Math.Max(_confirmed, Math.Min(length, _sent));
        }
    }
}
