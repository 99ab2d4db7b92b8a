using System.Globalization;
using System.Text;
using VsphereConnector.Connector.Logging;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Agents;

/// <summary>
/// Keeps what an agent writes: its lines with their time, in a file that is kept small. One that writes more than anybody can read loses
/// the surplus, and never waits.
/// </summary>
internal sealed class AgentLog(IMachine machine, RotatingFile file)
{
    public const int MostLinesPerMinute = 6000;

    private const int LongestLine = 8 * 1024, BufferBytes = 32 * 1024;

    private readonly Lock _writing = new();
    private long _minute;
    private int _lines;

    /// <summary>Reads a stream of the agent to its end.</summary>
    public async Task DrainAsync(Stream stream)
    {
        var buffer = new byte[BufferBytes];
        var line = new MemoryStream();
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                Take(buffer.AsSpan(0, count), line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The pipe was closed under it.
        }

        if (line.Length > 0)
        {
            Write(line);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, MemoryStream line)
    {
        foreach (var value in bytes)
        {
            if (value == (byte)'\n' || line.Length >= LongestLine)
            {
                Write(line);
            }

            if (value is not ((byte)'\n' or (byte)'\r'))
            {
                line.WriteByte(value);
            }
        }
    }

    private void Write(MemoryStream line)
    {
        var now = machine.Time.GetUtcNow();
        var text = Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
        line.SetLength(0);
        lock (_writing)
        {
            var minute = now.ToUnixTimeSeconds() / 60;
            (_minute, _lines) = minute == _minute ? (_minute, _lines + 1) : (minute, 1);
            if (_lines <= MostLinesPerMinute)
            {
                file.TryAppend(Stamped(now, text));
            }
            else if (_lines == MostLinesPerMinute + 1)
            {
                file.TryAppend(Stamped(now, $"More than {MostLinesPerMinute} lines in a minute: the rest of this minute is not kept."));
            }
        }
    }

    private static byte[] Stamped(DateTimeOffset now, string text) =>
        Encoding.UTF8.GetBytes($"{now.ToString(ConnectorLog.TimeFormat, CultureInfo.InvariantCulture)} {text}\n");
}
