using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Channels.Smb.Driver;

/// <summary>Where a connector's files are on a Windows endpoint.</summary>
internal static class ConnectorFiles
{
    public static string FolderOf(Connector connector) => connector.Folder ?? $@"{Locations.DefaultWindowsParentFolder}\{Locations.ConnectorFolder}";

    public static string ProgramOf(Connector connector) => $@"{FolderOf(connector)}\vlinkprocess.exe";
}
