using System.Globalization;
using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Logging;

/// <summary>The log file <c>log/vlink.log</c>. A log that cannot be written never stops the connector.</summary>
internal sealed class ConnectorLog(IMachineFiles files, ConnectorFolder folder, TimeProvider time)
{
    public const string FileName = "vlink.log";

    /// <summary>How each line begins.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private const string WarningMark = "WARN ", ErrorMark = "ERROR";

    private const int TimeLength = 24, EndBytes = 256 * 1024;

    private readonly Lock _writing = new();
    private readonly RotatingFile _file = new(files, folder.Logs, FileName);
    private bool _isClosed;

    /// <summary>The least that is recorded.</summary>
    public ConnectorLogLevel Level { get; set; } = ConnectorLogLevel.Info;

    /// <summary>Writes nothing any more: its folder goes.</summary>
    public void Close()
    {
        lock (_writing)
        {
            _isClosed = true;
        }
    }

    public void Debug(string message) => Write(ConnectorLogLevel.Debug, "DEBUG", message);

    public void Information(string message) => Write(ConnectorLogLevel.Info, "INFO ", message);

    public void Warning(string message) => Write(ConnectorLogLevel.Warning, WarningMark, message);

    public void Error(string message) => Write(ConnectorLogLevel.Error, ErrorMark, message);

    /// <summary>The last warnings and errors, oldest first, secrets removed; what a rotation has moved away is not looked at.</summary>
    public static IReadOnlyList<string> LastErrors(IMachineFiles files, ConnectorFolder folder, int most)
    {
        var redactor = new Redactor();
        return [.. ReadEnd(files, ConnectorFolder.Join(folder.Logs, FileName))
            .Where(line => IsAt(line, WarningMark) || IsAt(line, ErrorMark))
            .TakeLast(most)
            .Select(redactor.Redact)];
    }

    private static bool IsAt(string line, string level) =>
        line.Length > TimeLength + 1 && string.CompareOrdinal(line, TimeLength + 1, level, 0, level.Length) == 0;

    private static IEnumerable<string> ReadEnd(IMachineFiles files, string path)
    {
        if (files.KindOf(path) != FileKind.File)
        {
            return [];
        }

        using var stream = files.OpenRead(path);
        stream.Seek(-Math.Min(stream.Length, EndBytes), SeekOrigin.End);
        var isWhole = stream.Position == 0;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n');
        return isWhole ? lines : lines.Skip(1);
    }

    private void Write(ConnectorLogLevel level, string mark, string message)
    {
        if (level < Level)
        {
            return;
        }

        var now = time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);
        var line = Encoding.UTF8.GetBytes($"{now} {mark} {message.ReplaceLineEndings(" ")}\n");
        lock (_writing)
        {
            if (!_isClosed)
            {
                _file.TryAppend(line);
            }
        }
    }
}
