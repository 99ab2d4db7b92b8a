using VsphereConnector.Contracts.Installation;
using VsphereConnector.Server.Enrolment;

namespace VsphereConnector.Server.Channels.Ssh.Driver;

/// <summary>Where a connector's files are on a Linux endpoint.</summary>
internal static class ConnectorFiles
{
    public static string FolderOf(Connector connector) => connector.Folder ?? $"{Locations.DefaultParentFolder}/{Locations.ConnectorFolder}";

    public static string ProgramOf(Connector connector) => $"{FolderOf(connector)}/vlink";
}
