using System.Globalization;
using System.Text;
using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Daemon;

/// <summary>The file that says under which process id the connector runs; there is none on Windows.</summary>
internal sealed class PidFile(IMachine machine, ConnectorFolder folder)
{
    private readonly bool _exists = folder.Path.StartsWith('/');

    /// <summary>An account other than root may not be able to: the installer made the file for it.</summary>
    public bool TryWrite()
    {
        try
        {
            if (_exists)
            {
                machine.Files.Write(
                    Locations.PidFile, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{machine.Processes.CurrentId}\n")), FileModes.Readable);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The id of the connector that runs from this folder; null where none does, whatever the file says.</summary>
    public int? ReadRunning()
    {
        try
        {
            var id = _exists && machine.Files.KindOf(Locations.PidFile) == FileKind.File
                ? int.Parse(Encoding.ASCII.GetString(machine.Files.ReadAllBytes(Locations.PidFile)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture)
                : DaemonStatus.Read(machine.Files, folder)?.ProcessId;
            return id is { } running && folder.IsProgram(machine.Processes.ProgramOf(running)) ? running : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return null;
        }
    }

    public void Delete()
    {
        try
        {
            if (_exists)
            {
                machine.Files.Delete(Locations.PidFile);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that names no process does no harm.
        }
    }
}
