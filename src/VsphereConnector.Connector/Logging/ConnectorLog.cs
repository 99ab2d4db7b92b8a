using System.Globalization;
using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Operations;

namespace VsphereConnector.Connector.Logging;

/// <summary>
/// The log file <c>log/vlink.log</c>: at 5 MB it becomes <c>vlink.log.1</c>, of which two are kept. A log that cannot be written never
/// stops the connector.
/// </summary>
internal sealed class ConnectorLog(IMachineFiles files, ConnectorFolder folder, TimeProvider time)
{
    public const int MaximumBytes = 5 * 1024 * 1024;

    public const int KeptFiles = 2;

    public const string FileName = "vlink.log";

    /// <summary>How each line begins.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private const string WarningMark = "WARN ", ErrorMark = "ERROR";

    private const int TimeLength = 24, EndBytes = 256 * 1024;

    private readonly Lock _writing = new();
    private readonly string _path = ConnectorFolder.Join(folder.Logs, FileName);

    /// <summary>The least that is recorded.</summary>
    public ConnectorLogLevel Level { get; set; } = ConnectorLogLevel.Info;

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
            try
            {
                Append(line);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Nowhere to say it.
            }
        }
    }

    private void Append(byte[] line)
    {
        files.CreateDirectory(folder.Logs, FileModes.PrivateExecutable);
        long length;
        using (var stream = files.OpenAppend(_path, FileModes.Private))
        {
            stream.Write(line);
            length = stream.Position;
        }

        if (length >= MaximumBytes)
        {
            Rotate();
        }
    }

    private void Rotate()
    {
        for (var number = KeptFiles - 1; number > 0; number--)
        {
            if (files.KindOf($"{_path}.{number}") == FileKind.File)
            {
                files.Move($"{_path}.{number}", $"{_path}.{number + 1}");
            }
        }

        files.Move(_path, $"{_path}.1");
    }
}
