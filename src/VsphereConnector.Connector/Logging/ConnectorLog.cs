using System.Globalization;
using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Logging;

/// <summary>
/// The log file <c>log/vlink.log</c>: at 5 MB it becomes <c>vlink.log.1</c>, of which two are kept. A log that cannot be written never
/// stops the connector.
/// </summary>
internal sealed class ConnectorLog(IMachineFiles files, ConnectorFolder folder, TimeProvider time)
{
    public const int MaximumBytes = 5 * 1024 * 1024;

    public const int KeptFiles = 2;

    private readonly Lock _writing = new();
    private readonly string _path = ConnectorFolder.Join(folder.Logs, "vlink.log");

    public void Information(string message) => Write("INFO ", message);

    public void Warning(string message) => Write("WARN ", message);

    public void Error(string message) => Write("ERROR", message);

    private void Write(string level, string message)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = Encoding.UTF8.GetBytes($"{now} {level} {message.ReplaceLineEndings(" ")}\n");
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
