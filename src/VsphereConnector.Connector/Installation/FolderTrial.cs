using VsphereConnector.Connector.Configuration;
using VsphereConnector.Connector.Machines;
using VsphereConnector.Contracts.Installation;

namespace VsphereConnector.Connector.Installation;

/// <summary>Whether a folder takes files: only a trial tells, as rights, quotas and read-only disks all may say no.</summary>
internal static class FolderTrial
{
    public static bool IsWritable(IMachineFiles files, string folder)
    {
        var trial = ConnectorFolder.Join(folder, RunNames.Folder(Guid.NewGuid()));
        try
        {
            files.Write(trial, [], FileModes.Private);
            files.Delete(trial);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
