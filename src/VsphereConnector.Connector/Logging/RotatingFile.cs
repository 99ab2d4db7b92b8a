using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;

namespace VsphereConnector.Connector.Logging;

/// <summary>A file of lines: at 5 MB it becomes <c>NAME.1</c>, of which two are kept. Not thread-safe.</summary>
internal sealed class RotatingFile(IMachineFiles files, string directory, string name)
{
    public const int MaximumBytes = 5 * 1024 * 1024;

    public const int KeptFiles = 2;

    private readonly string _path = ConnectorFolder.Join(directory, name);

    /// <summary>What cannot be written is lost: there is nowhere to say it.</summary>
    public void TryAppend(ReadOnlySpan<byte> line)
    {
        try
        {
            Append(line);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        files.CreateDirectory(directory, FileModes.PrivateExecutable);
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
